// The list of notes: its notes are dragged to other places, and the keyboard walks through them.
import { reorder } from './reorder.js';

/**
 * @param dotnet has an invokable Dropped(id, place)
 * @param list holds the notes
 */
export function attach(dotnet, list) {
  // Left before it began.
  if (!list?.isConnected) return { stop() {} };
  const end = reorder(list, (id, place) => dotnet.invokeMethodAsync('Dropped', id, place));
  // From note to note as in a list; with Alt the note itself moves.
  const walk = event => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey || !event.target.matches('.go')) return;
    event.preventDefault();
    const all = [...list.querySelectorAll('.go')];
    all[all.indexOf(event.target) + by]?.focus();
  };
  list.addEventListener('keydown', walk);
  return {
    stop() {
      list.removeEventListener('keydown', walk);
      end();
    },
  };
}
