// Copies the page's address. Browsers allow that only while they handle the click itself, so the server is told afterwards.

/**
 * @param dotnet an object with an invokable Shared(copied)
 * @param button copies when clicked
 */
export function attach(dotnet, button) {
  // Left before it began.
  if (!button?.isConnected) return { stop() {} };
  let isGone = false;
  const onClick = async () => {
    const copied = await copy(location.href);
    if (!isGone) dotnet.invokeMethodAsync('Shared', copied);
  };
  button.addEventListener('click', onClick);
  return {
    stop() {
      isGone = true;
      button.removeEventListener('click', onClick);
    },
  };
}

/**
 * Copies the address that a button in a part of the page carries as data-copy, from the root.
 * @param dotnet an object with an invokable Shared(copied)
 * @param part holds the buttons
 */
export function attachLinks(dotnet, part) {
  // Left before it began.
  if (!part?.isConnected) return { stop() {} };
  let isGone = false;
  const onClick = async event => {
    const link = event.target.closest?.('[data-copy]')?.dataset.copy;
    if (!link) return;
    const copied = await copy(new URL(link, document.baseURI).href);
    if (!isGone) dotnet.invokeMethodAsync('Shared', copied);
  };
  part.addEventListener('click', onClick);
  return {
    stop() {
      isGone = true;
      part.removeEventListener('click', onClick);
    },
  };
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
