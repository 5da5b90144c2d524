// The presenter's pointer: told to the server while presenting, drawn as a ring while following. Places are named by what is there, since windows differ.
import { onMap, outOfMap } from './map-place.js';

// At most so often does the pointer go to the server, in milliseconds.
const tellEvery = 80;
// What lies under a ring at rest may move: a step, a zoom, a scroll.
const placeAgainEvery = 150;

// Who presents goes on after a reload of this tab. Storage may be refused; then presenting ends with the page.
const presentsKey = 'presents';

function keep(session, name) {
  try { sessionStorage.setItem(presentsKey, JSON.stringify({ session, name })); } catch { /* see above */ }
}

/** What the presenter of a session is called where this tab was presenting it; null where it was not. */
export function nameOfPresenter(session) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(presentsKey));
    return kept?.session === session ? kept.name : null;
  } catch {
    return null;
  }
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * Tells where the pointer is until stop().
 * @param dotnet has invokable Pointed(target, x, y, address, depth) and PointedNowhere()
 * @param session its id, and
 * @param name what the presenter is called: kept for a reload
 */
export function lead(dotnet, session, name) {
  keep(session, name);
  let wanted, isTelling = false, timer = 0, last = 0;

  const tell = async () => {
    if (isTelling || wanted === undefined) return;
    const wait = last + tellEvery - performance.now();
    if (wait > 0) {
      clearTimeout(timer);
      timer = setTimeout(tell, wait);
      return;
    }
    const place = wanted;
    wanted = undefined;
    isTelling = true;
    last = performance.now();
    try {
      if (place) await dotnet.invokeMethodAsync('Pointed', place.target, place.x, place.y, place.address ?? null, place.depth ?? 0);
      else await dotnet.invokeMethodAsync('PointedNowhere');
    } catch { /* The line is cut; the next move tells again. */ }
    isTelling = false;
    tell();
  };
  const move = event => {
    wanted = placeOf(event);
    tell();
  };
  const leave = event => {
    if (event.relatedTarget !== null) return;
    wanted = null;
    tell();
  };

  document.addEventListener('pointermove', move, { passive: true });
  document.addEventListener('pointerout', leave, { passive: true });
  return {
    rename: now => keep(session, now),
    stop() {
      try { sessionStorage.removeItem(presentsKey); } catch { /* see above */ }
      clearTimeout(timer);
      wanted = undefined;
      document.removeEventListener('pointermove', move);
      document.removeEventListener('pointerout', leave);
    },
  };
}

/**
 * Draws where the presenter points until stop().
 * @param ring the element to place
 */
export function follow(_, ring) {
  if (!ring?.isConnected) return { show() {}, hide() {}, stop() {} };
  let place = null;
  const draw = () => {
    const at = place && pointOf(place);
    ring.dataset.shown = Boolean(at);
    if (!at) return;
    ring.dataset.beyond = at.isBeyond;
    ring.dataset.side = at.x > innerWidth - 180 ? 'left' : 'right';
    ring.style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px)`;
  };
  const timer = setInterval(() => { if (place) draw(); }, placeAgainEvery);
  return {
    show(target, x, y, address, depth) {
      place = { target, x, y, address, depth };
      draw();
    },
    hide() {
      place = null;
      draw();
    },
    stop() {
      clearInterval(timer);
    },
  };
}

// A part is "#id", or "step:ID" for a row of the steps. MudBlazor's own ids are another in every page.
function placeOf(event) {
  const map = onMap(event);
  if (map) return { target: '#memory-pane', ...map };
  const element = event.target.closest?.('.explorer [data-step], .explorer [id]:not([id^=mud])');
  if (!element) return null;
  const box = element.getBoundingClientRect();
  const target = element.dataset.step ? `step:${element.dataset.step}` : `#${element.id}`;
  return { target, x: clamp((event.clientX - box.left) / box.width, 0, 1), y: clamp((event.clientY - box.top) / box.height, 0, 1) };
}

function pointOf({ target, x, y, address, depth }) {
  if (address !== null) return outOfMap(address, depth, x, y);
  const element = target.startsWith('step:')
    ? document.querySelector(`.explorer [data-step="${CSS.escape(target.slice(5))}"]`)
    : document.getElementById(target.slice(1));
  const box = element?.getBoundingClientRect();
  if (!box || box.width === 0) return null;
  return within(element.closest('.pane, .timeline-pane') ?? element, box.left + x * box.width, box.top + y * box.height);
}

/** A point that is scrolled out of its pane is shown at the pane's edge. */
function within(pane, x, y) {
  const box = pane.getBoundingClientRect();
  const at = { x: clamp(x, box.left, box.right), y: clamp(y, box.top, box.bottom) };
  return { ...at, isBeyond: at.x !== x || at.y !== y };
}
