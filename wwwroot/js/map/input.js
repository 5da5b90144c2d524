// Pointer, wheel and keys, as what they ask of the map.

/**
 * Listens until the function that it returns is called.
 * @param asks { ready(), camera(), drag(camera, dx, dy), zoom(factor, x, y), pick(at), open(at), hover(at), leave(), key(name, shift) }: key tells whether the key was the map's
 */
export function listen(host, canvas, asks) {
  const fingers = new Map();
  let drag = null, pinch = null;

  const point = event => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  function lift(event) {
    fingers.delete(event.pointerId);
    host.classList.remove('is-dragging');
    const ended = drag;
    drag = null;
    return ended;
  }

  const listeners = {
    pointerdown(event) {
      if (event.button !== 0 || !asks.ready()) return;
      const at = point(event);
      fingers.set(event.pointerId, at);
      canvas.setPointerCapture(event.pointerId);
      if (fingers.size === 2) {
        const [a, b] = fingers.values();
        pinch = Math.hypot(a.x - b.x, a.y - b.y);
        drag = null;
      } else drag = { at, camera: asks.camera(), moved: false };
    },
    pointermove(event) {
      if (!asks.ready()) return;
      const at = point(event);
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, at);
      if (fingers.size === 2) {
        const [a, b] = fingers.values();
        const apart = Math.hypot(a.x - b.x, a.y - b.y);
        asks.zoom(apart / Math.max(pinch, 1), (a.x + b.x) / 2, (a.y + b.y) / 2);
        pinch = apart;
      } else if (drag && (drag.moved || Math.hypot(at.x - drag.at.x, at.y - drag.at.y) > 4)) {
        drag.moved = true;
        host.classList.add('is-dragging');
        asks.drag(drag.camera, at.x - drag.at.x, at.y - drag.at.y);
      } else asks.hover(at);
    },
    pointerup(event) {
      const ended = lift(event);
      if (ended && !ended.moved) asks.pick(point(event));
    },
    pointercancel: lift,
    pointerleave: () => asks.leave(),
    dblclick: event => asks.open(point(event)),
    wheel(event) {
      if (!asks.ready()) return;
      event.preventDefault();
      const at = point(event);
      const lines = event.deltaMode === 1 ? 33 : 1;
      asks.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0022)), at.x, at.y);
    },
  };

  function keydown(event) {
    if (event.target !== host || event.ctrlKey || event.altKey || event.metaKey || !asks.ready() || !asks.key(event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  for (const [name, listener] of Object.entries(listeners)) canvas.addEventListener(name, listener, { passive: false });
  host.addEventListener('keydown', keydown);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) canvas.removeEventListener(name, listener);
    host.removeEventListener('keydown', keydown);
  };
}
