// How long it takes from a press to the new picture on screen, measured within the page.

/** Resolves after the frame that is made next has been painted. */
const painted = () => new Promise(done => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done(performance.now());
  channel.port2.postMessage(null);
}));

/** Presses, waits until all watched nodes have changed, to what their condition says where they have one, and until that is painted; milliseconds. */
async function fromPressToPixels(press, watched) {
  const changed = watched.map(([node, options, holds]) => new Promise(done => {
    const observer = new MutationObserver(() => {
      if (holds && !holds()) return;
      observer.disconnect();
      done();
    });
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
// The map draws in the frame after it learned what to show; the list of steps marks the one that is shown, and shows its paragraph. Both know at the
// press what comes; the panes around them hear it from the server.
const mapShows = () => [document.querySelector('.map-host'), { attributes: true, attributeFilter: ['data-shown'] }];
const stepIsMarked = () => [document.querySelector('#steps-pane'), { attributes: true, attributeFilter: ['aria-current'], subtree: true }];
const paragraph = () => document.querySelector('#steps-pane .step.current > [aria-current=step] ~ .about .prose');
const paragraphIsThere = () => {
  const before = paragraph()?.textContent;
  return [document.querySelector('#steps-pane'), { childList: true, attributes: true, subtree: true }, () => paragraph() && paragraph().textContent !== before];
};
const changes = selector => {
  const before = document.querySelector(selector).textContent;
  return [document.querySelector('main'), { childList: true, characterData: true, subtree: true }, () => document.querySelector(selector)?.textContent !== before];
};

globalThis.pressRightForMap = () => fromPressToPixels(right, [mapShows()]);
globalThis.pressRightForAll = () => fromPressToPixels(right, [mapShows(), stepIsMarked()]);
globalThis.pressRightForParagraph = async () => {
  const time = await fromPressToPixels(right, [mapShows(), stepIsMarked(), paragraphIsThere()]);
  if (!paragraph().checkVisibility()) throw new Error('The step\'s paragraph is in the page, but not on screen.');
  return time;
};
// Panes are sent in the order in which they stand in the page: the timeline last.
globalThis.pressRightForPanes = () => fromPressToPixels(right, [mapShows(), stepIsMarked(), paragraphIsThere(), changes('#timeline-pane .position')]);
