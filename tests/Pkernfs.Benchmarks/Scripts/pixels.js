// How long it takes from a press to the new picture on screen, measured within the page.

/** Resolves after the frame that is made next has been painted. */
const painted = () => new Promise(done => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done(performance.now());
  channel.port2.postMessage(null);
}));

/** Presses, waits until all watched nodes have changed, and until that is painted; milliseconds. */
async function fromPressToPixels(press, watched) {
  const changed = watched.map(([node, options]) => new Promise(done => {
    const observer = new MutationObserver(() => { observer.disconnect(); done(); });
    observer.observe(node, options);
  }));
  const start = performance.now();
  press();
  await Promise.all(changed);
  return await painted() - start;
}

globalThis.pressCounter = () => fromPressToPixels(
  () => document.querySelector('button').click(),
  [[document.querySelector('output'), { characterData: true, childList: true, subtree: true }]]);

const right = () => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
// The map draws in the frame after it learned what to show; the list of steps marks the one that is shown. Both know at the press what comes; the
// step's paragraph comes from the server.
const mapShows = () => [document.querySelector('.map-host'), { attributes: true, attributeFilter: ['data-shown'] }];
const stepIsMarked = () => [document.querySelector('#steps-pane'), { attributes: true, attributeFilter: ['aria-current'], subtree: true }];
const paragraphIsThere = () => [document.querySelector('#steps-pane'), { childList: true, subtree: true }];

globalThis.pressRightForMap = () => fromPressToPixels(right, [mapShows()]);
globalThis.pressRightForAll = () => fromPressToPixels(right, [mapShows(), stepIsMarked()]);
globalThis.pressRightForParagraph = () => fromPressToPixels(right, [mapShows(), stepIsMarked(), paragraphIsThere()]);
