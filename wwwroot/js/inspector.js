// What the inspector asks of the browser: the clipboard, and which sections a reader folded.

const storageKey = 'inspector-folded';

/** Copies a text; true when it is on the clipboard. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Names of the folded sections; null before a reader folded or unfolded any. */
export function folded() {
  try {
    const names = JSON.parse(localStorage.getItem(storageKey));
    return Array.isArray(names) ? names.filter(name => typeof name === 'string') : null;
  } catch {
    return null;
  }
}

export function remember(names) {
  try { localStorage.setItem(storageKey, JSON.stringify(names)); } catch { /* they stay as long as the page */ }
}
