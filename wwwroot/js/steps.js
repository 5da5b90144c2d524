// The list of steps: Up and Down move the focus through it, one stop for Tab; the current step is kept in view.
import { foreseeSteps } from './steps/foresight.js';

// Milliseconds after which the list is the reader's to scroll.
const settleTime = 200;

/** @param list the element that scrolls; holds buttons, the steps' own with data-step. */
export function attach(list) {
  // Left before it began.
  if (!list?.isConnected) return { stop() {} };
  const onKeyDown = event => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!by || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const stops = [...list.querySelectorAll('button:not(.more, .step:not(.current) .about *)')];
    const next = stops[stops.indexOf(event.target.closest('button')) + by];
    event.preventDefault();
    next?.focus();
  };
  const scrollToCurrent = () => {
    const item = list.querySelector('[aria-current=step]')?.closest('li');
    // Of a paragraph that is higher than the pane the beginning counts.
    const heading = parseFloat(getComputedStyle(list).scrollPaddingTop) || 0;
    item?.scrollIntoView({ block: item.offsetHeight > list.clientHeight - heading ? 'start' : 'nearest' });
  };
  let shownAt = -settleTime;
  const showCurrent = () => {
    shownAt = performance.now();
    scrollToCurrent();
  };
  // Rows that come into view only now get their true height, a frame later, and push the current one away.
  const settle = () => { if (performance.now() - shownAt < settleTime) scrollToCurrent(); };
  list.addEventListener('contentvisibilityautostatechange', settle, true);
  list.addEventListener('keydown', onKeyDown);
  // On a narrow screen the list is hidden until its tab is chosen, and a hidden list cannot scroll.
  const appearing = new IntersectionObserver(entries => { if (entries.some(entry => entry.isIntersecting)) showCurrent(); });
  appearing.observe(list);
  // What is opened beside the list may take of its room.
  let height = list.clientHeight;
  const sizing = new ResizeObserver(() => {
    if (list.clientHeight < height) showCurrent();
    height = list.clientHeight;
  });
  sizing.observe(list);
  // With the row, not with the server's word a moment later: nothing is drawn in between.
  const moving = new MutationObserver(changes => {
    foresight.hear(changes.map(change => change.target));
    showCurrent();
  });
  moving.observe(list, { subtree: true, attributeFilter: ['aria-current'] });
  const foresight = foreseeSteps(list, () => {
    // Told from the server's word.
    moving.takeRecords();
    showCurrent();
  });
  return {
    showCurrent,
    stop() {
      appearing.disconnect();
      sizing.disconnect();
      moving.disconnect();
      foresight.stop();
      list.removeEventListener('keydown', onKeyDown);
      list.removeEventListener('contentvisibilityautostatechange', settle, true);
    },
  };
}
