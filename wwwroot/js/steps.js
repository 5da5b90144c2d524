// The list of steps: Up and Down move the focus through it, one stop for Tab; the current step is kept in view.

/** @param list the element that scrolls; holds buttons, the steps' own with data-step. */
export function attach(list) {
  const onKeyDown = event => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!by || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const stops = [...list.querySelectorAll('button')];
    const next = stops[stops.indexOf(event.target.closest('button')) + by];
    event.preventDefault();
    next?.focus();
  };
  list.addEventListener('keydown', onKeyDown);
  return {
    showCurrent() {
      list.querySelector('[aria-current=step]')?.closest('li').scrollIntoView({ block: 'nearest' });
    },
    stop() {
      list.removeEventListener('keydown', onKeyDown);
    },
  };
}
