// A menu beside a step's row: placed where it fits, gone through by key, left by Escape, Tab or a press elsewhere.

/**
 * @param dotnet an object with an invokable Leave()
 * @param menu holds elements of role menuitem
 * @param step the row's step, by its data-step
 */
export function open(dotnet, menu, step) {
  const row = document.querySelector(`[data-step="${CSS.escape(step)}"]`);
  const items = () => [...menu.querySelectorAll('[role=menuitem]')];
  let left = false;

  function place() {
    const at = (row?.closest('li') ?? document.body).getBoundingClientRect();
    const line = row?.getBoundingClientRect() ?? at;
    const { width, height } = menu.getBoundingClientRect();
    const below = line.bottom + height + 8 <= innerHeight;
    menu.style.left = `${Math.max(8, Math.min(at.left + 24, innerWidth - width - 8))}px`;
    menu.style.top = `${Math.max(8, below ? line.bottom : line.top - height)}px`;
  }

  function leave(toRow) {
    if (left) return;
    left = true;
    if (toRow) row?.focus();
    dotnet.invokeMethodAsync('Leave');
  }

  function onKeyDown(event) {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at + all.length - 1) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) all[next].focus();
    else if (event.key === 'Escape' || event.key === 'Tab') leave(true);
    else if (event.key.length > 1 || event.key === ' ') return;
    event.preventDefault();
    event.stopPropagation();
  }

  const onPress = event => { if (!menu.contains(event.target)) leave(false); };
  const onScroll = event => { if (!menu.contains(event.target)) leave(false); };

  place();
  items()[0]?.focus();
  menu.addEventListener('keydown', onKeyDown);
  document.addEventListener('pointerdown', onPress, true);
  document.addEventListener('scroll', onScroll, true);
  addEventListener('resize', place);
  return {
    stop() {
      left = true;
      menu.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('pointerdown', onPress, true);
      document.removeEventListener('scroll', onScroll, true);
      removeEventListener('resize', place);
    },
  };
}
