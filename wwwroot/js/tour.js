// Places the tour's card beside what it speaks of, never over it, and draws the outline around that.

const margin = 16, gap = 10;
// The card's widths, the first for which there is room.
const widths = ['', '260px'];
// Below this the card lies under the page, which ends above it.
const narrow = matchMedia('(max-width: 860px)');
// Panes come late, fold and are resized by much that is no business of the tour's: it looks again that often.
const lookEvery = 250;
const holdsEscape = '[role=dialog], [role=menu], .mud-popover-open';

/**
 * @param dotnet an object with an invokable Left()
 * @param card the words
 * @param outline lies over the page, lets every click through
 */
export function guide(dotnet, card, outline) {
  // Left before it began.
  if (!card?.isConnected) return { point() {}, stop() {} };
  let selector = null, seen = '', hasFocus = false;
  const root = document.documentElement;

  const look = box => JSON.stringify([box, keptFree(), innerWidth, innerHeight, card.offsetWidth, card.offsetHeight]);

  const place = () => {
    const target = selector && document.querySelector(selector);
    const box = target && shownPart(target, innerHeight - (narrow.matches ? card.offsetHeight : 0));
    if (look(box) === seen) return;
    root.style.setProperty('--size-tour', narrow.matches ? `${card.offsetHeight}px` : '0px');
    outline.hidden = !box;
    if (box) Object.assign(outline.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.right - box.left}px`, height: `${box.bottom - box.top}px` });
    let at = null;
    for (const width of narrow.matches ? [''] : widths) {
      card.style.width = width;
      if (!narrow.matches) at = freePlace(box, card.offsetWidth, card.offsetHeight);
      if (!at?.covered) break;
    }
    card.style.left = at ? `${at.x}px` : '';
    card.style.top = at ? `${at.y}px` : '';
    seen = look(box);
    card.dataset.placed = '';
  };

  const onKeyDown = event => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector(holdsEscape) || event.target.closest?.('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    dotnet.invokeMethodAsync('Left');
  };
  const onFocus = () => { hasFocus = card.contains(document.activeElement); };

  root.dataset.tour = '';
  document.addEventListener('keydown', onKeyDown);
  document.addEventListener('focusin', onFocus);
  addEventListener('resize', place);
  addEventListener('scroll', place, { capture: true, passive: true });
  const resized = new ResizeObserver(place);
  resized.observe(card);
  const looking = setInterval(place, lookEvery);
  card.focus({ preventScroll: true });

  return {
    /** From now on it speaks of this. */
    point(what) {
      selector = what;
      seen = '';
      place();
      document.querySelector(selector)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    },
    stop() {
      clearInterval(looking);
      resized.disconnect();
      removeEventListener('resize', place);
      removeEventListener('scroll', place, { capture: true });
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('keydown', onKeyDown);
      delete root.dataset.tour;
      root.style.removeProperty('--size-tour');
      // Whoever read by key goes on at the page's beginning, not nowhere.
      if (hasFocus && !card.isConnected) document.querySelector('h1[tabindex]')?.focus({ preventScroll: true });
    },
  };
}

/** What of an element is on the screen above a line; null for nothing. */
function shownPart(element, end) {
  const box = element.getBoundingClientRect();
  const part = { left: Math.max(1, box.left), top: Math.max(1, box.top), right: Math.min(innerWidth - 1, box.right), bottom: Math.min(end - 1, box.bottom) };
  // What scrolls out of its pane does not show either.
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (getComputedStyle(around).overflowY === 'visible') continue;
    const view = around.getBoundingClientRect();
    part.top = Math.max(part.top, view.top);
    part.bottom = Math.min(part.bottom, view.bottom);
  }
  return part.right - part.left > 4 && part.bottom - part.top > 4 ? part : null;
}

/** What a card's words may be about besides what it points to. */
const keptFree = () => [...document.querySelectorAll('[data-tour-keep]')].map(one => one.getBoundingClientRect());

/**
 * Where a card of that size has room without lying over the box; where there is none, where it covers least of it, and how much. Of places that are as good
 * for the box, one that leaves free what the card's words may be about, too.
 */
function freePlace(box, width, height) {
  const right = innerWidth - margin - width, bottom = innerHeight - margin - height;
  if (!box) return { x: right, y: bottom, covered: 0 };
  const kept = keptFree();
  const over = (one, other) => Math.max(0, Math.min(one.x + width, other.right) - Math.max(one.x, other.left)) * Math.max(0, Math.min(one.y + height, other.bottom) - Math.max(one.y, other.top));
  const keep = (value, most) => Math.max(margin, Math.min(value, most));
  const y = keep(box.top, bottom), x = keep(box.left, right);
  const beside = { x: box.right + gap, y }, before = { x: box.left - gap - width, y };
  const below = { x: keep(box.right - width, right), y: box.bottom + gap }, above = { x, y: box.top - gap - height };
  const isFlat = box.bottom - box.top < height / 2;
  const places = [
    ...(isFlat ? [below, above, beside, before] : [beside, below, before, above]),
    { x: right, y: bottom }, { x: margin, y: bottom }, { x: right, y: margin }, { x: margin, y: margin },
  ].filter(one => one.x >= 4 && one.y >= 4 && one.x <= innerWidth - 4 - width && one.y <= innerHeight - 4 - height);
  const free = (best, one) => {
    const [covered, besides] = [over(one, box), kept.reduce((sum, other) => sum + over(one, other), 0)];
    return best && (best.covered < covered || (best.covered === covered && best.besides <= besides)) ? best : { ...one, covered, besides };
  };
  return places.reduce(free, null) ?? { x: margin, y: margin, covered: 0 };
}
