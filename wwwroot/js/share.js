// Copies links. Browsers allow that only while they handle the click or the key itself, so it is done here and the server told afterwards.
//
// A button with data-copy="/path" copies that link; with data-copy-with="step=jump" the link to this view with that in it; with data-copy="" the link to
// this view. The key copies what the focus is on: a step, a row with data-link or data-link-with (as above), a link of the page; else this view.

// Whose machine it is stays here: a link opens one of its own.
const ofThisServer = ['session', 'follow'];

/**
 * Copies until the result's stop() is called.
 * @param dotnet an object with invokable Copied(copied) and Offer(change); the latter saves the link to this view, with a change, as a file
 * @param limit characters of the longest address
 */
export function attach(dotnet, limit) {
  let isGone = false;

  async function give(link) {
    const copied = await copy(new URL(link, document.baseURI).href);
    if (!isGone) await dotnet.invokeMethodAsync('Copied', copied);
  }

  async function giveView(change) {
    const link = withChange(linkOfView(), change);
    // What is too long for the address bar the server alone has.
    const isWhole = !document.querySelector('[data-link-needs-file]');
    if (isWhole && new URL(link, document.baseURI).href.length <= limit) await give(link);
    else if (!isGone) await dotnet.invokeMethodAsync('Offer', change);
  }

  const onClick = event => {
    const button = event.target.closest?.('[data-copy], [data-copy-with]');
    if (!button) return;
    if (button.dataset.copy) give(button.dataset.copy);
    else giveView(button.dataset.copyWith ?? '');
  };

  function giveFocused() {
    const focused = document.activeElement;
    const step = focused?.closest('#steps-pane [data-step]');
    const row = focused?.closest('[data-link], [data-link-with]');
    if (step) giveView(`step=${encodeURIComponent(step.dataset.step)}`);
    else if (row?.dataset.link) give(row.dataset.link);
    else if (row) giveView(row.dataset.linkWith);
    else if (focused?.matches('main a[href^="/"]')) give(focused.getAttribute('href'));
    else giveView('');
  }

  const onCommand = event => {
    if (event.detail === 'CopyLink') giveFocused();
  };

  document.addEventListener('click', onClick);
  document.addEventListener('explorer-command', onCommand);
  return {
    copyFocused: giveFocused,
    copy: give,
    save,
    stop() {
      isGone = true;
      document.removeEventListener('click', onClick);
      document.removeEventListener('explorer-command', onCommand);
    },
  };
}

/** The address bar without what only this server knows. */
function linkOfView() {
  const parts = location.search.slice(1).split('&').filter(part => part && !ofThisServer.includes(part.split('=')[0]));
  return location.pathname + (parts.length ? `?${parts.join('&')}` : '');
}

/** A link with other values for some keys, each in its written form: "step=jump&select=pfn:0x40200". */
function withChange(link, change) {
  if (!change) return link;
  const changes = change.split('&');
  const keys = changes.map(part => part.split('=')[0]);
  const [path, query = ''] = link.split('?');
  const kept = query.split('&').filter(part => part && !keys.includes(part.split('=')[0]));
  // The scenario's file is long and stays last, as the server writes it.
  const at = kept.findIndex(part => /^(left-|right-)?file=/.test(part));
  // A key without a value takes what the view has for it away.
  kept.splice(at < 0 ? kept.length : at, 0, ...changes.filter(part => !part.endsWith('=')));
  return path + (kept.length ? `?${kept.join('&')}` : '');
}

/** Offers a text as a file to save. */
function save(fileName, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// Pages on plain http, away from the machine itself, have no clipboard object.
function copyBySelection(text) {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  field.style.position = 'fixed';
  field.style.opacity = '0';
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return copied;
}
