// The table of outcomes: arrow keys move between cells, one stop for Tab in each row; the row that a link names comes into view.

/** @param frame the element around the table. @param fault the id of the row to show, or null. */
export function attach(frame, fault) {
  if (!frame?.isConnected) return { stop() {} };
  const rows = () => [...frame.querySelectorAll('tbody > tr:first-child')].map(row => [...row.querySelectorAll('a.outcome')]).filter(cells => cells.length);
  const middle = cell => { const box = cell.getBoundingClientRect(); return box.left + box.width / 2; };
  const nearest = (cells, cell) => cells.reduce((best, other) => Math.abs(middle(other) - middle(cell)) < Math.abs(middle(best) - middle(cell)) ? other : best);
  const target = (key, cell) => {
    const all = rows();
    const at = all.findIndex(cells => cells.includes(cell));
    if (at < 0) return null;
    const place = all[at].indexOf(cell);
    switch (key) {
      case 'ArrowRight': return all[at][place + 1];
      case 'ArrowLeft': return all[at][place - 1];
      case 'Home': return all[at][0];
      case 'End': return all[at].at(-1);
      case 'ArrowDown': return all[at + 1] && nearest(all[at + 1], cell);
      case 'ArrowUp': return all[at - 1] && nearest(all[at - 1], cell);
      default: return null;
    }
  };
  const onKeyDown = event => {
    const cell = event.target.closest('a.outcome');
    if (!cell || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const next = target(event.key, cell);
    if (next === null) return;
    event.preventDefault();
    next?.focus();
  };
  frame.addEventListener('keydown', onKeyDown);
  if (fault) document.getElementById(fault)?.scrollIntoView({ block: 'center' });
  return { stop() { frame.removeEventListener('keydown', onKeyDown); } };
}
