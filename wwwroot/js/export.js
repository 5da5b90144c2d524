// The export dialog. Copies what a button of a part of the page carries as data-text. Browsers allow that only while they handle the click itself, so the server is told afterwards.

import { copy } from '/js/share.js';

/** Scrolls a list of checkboxes to the first that is checked. */
export function showFirstChosen(list) {
  const row = list?.querySelector(':checked')?.closest('label');
  if (row) list.scrollTop = row.offsetTop - row.offsetHeight;
}

/**
 * @param dotnet an object with an invokable Copied(what, isCopied)
 * @param part holds the buttons; data-what says what each copies
 */
export function attach(dotnet, part) {
  // Left before it began.
  if (!part?.isConnected) return { stop() {} };
  let isGone = false;
  const onClick = async event => {
    const button = event.target.closest?.('[data-text]');
    if (!button) return;
    const isCopied = await copy(button.dataset.text);
    if (!isGone) dotnet.invokeMethodAsync('Copied', button.dataset.what, isCopied);
  };
  part.addEventListener('click', onClick);
  return {
    stop() {
      isGone = true;
      part.removeEventListener('click', onClick);
    },
  };
}
