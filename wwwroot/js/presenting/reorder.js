// Notes are dragged by their grips, with a mouse or a finger. The keyboard has Alt and the arrows.

/**
 * Listens until the function that it returns is called.
 * @param list holds the notes, each with data-note and, within, an element with data-grip
 * @param dropped called with a note's number and the place that it was dragged to, from 0
 */
export function reorder(list, dropped) {
  let moving = null, place = 0, grip = null;

  const rows = () => [...list.querySelectorAll('[data-note]')];
  const unmark = () => { for (const row of rows()) delete row.dataset.drop; };

  function start(event) {
    const from = event.target.closest('[data-grip]');
    if (!from || event.button !== 0) return;
    event.preventDefault();
    grip = from;
    moving = from.closest('[data-note]');
    place = rows().indexOf(moving);
    moving.dataset.moving = '';
    grip.setPointerCapture(event.pointerId);
  }

  function move(event) {
    if (!moving) return;
    const all = rows();
    const from = all.indexOf(moving);
    // Between which two it would lie: above the first whose middle is below the pointer.
    const gap = all.filter(row => { const box = row.getBoundingClientRect(); return box.top + box.height / 2 < event.clientY; }).length;
    place = gap > from ? gap - 1 : gap;
    unmark();
    if (place !== from) all[place].dataset.drop = place > from ? 'after' : 'before';
    const body = list.parentElement, box = body.getBoundingClientRect();
    if (event.clientY < box.top + 24) body.scrollTop -= 8;
    else if (event.clientY > box.bottom - 24) body.scrollTop += 8;
  }

  function end(event) {
    if (!moving) return;
    const [row, from] = [moving, rows().indexOf(moving)];
    delete row.dataset.moving;
    unmark();
    moving = null;
    if (event.type === 'pointerup' && place !== from) dropped(Number(row.dataset.note), place);
  }

  const listeners = { pointerdown: start, pointermove: move, pointerup: end, pointercancel: end };
  for (const [name, listener] of Object.entries(listeners)) list.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) list.removeEventListener(name, listener);
  };
}
