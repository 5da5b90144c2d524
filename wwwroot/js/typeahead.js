// What is typed after a key that opens a field belongs in the field, which comes from the server a moment later. It is kept until the field has the focus.

const field = 'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea';
// Milliseconds after which no field is expected any more: at all, and once the server has done what was asked without opening a dialog.
const [patience, afterwards] = [3000, 400];

/** @returns begin(), when a field is on its way; keep(event), true for keys that were kept for it; lapse(), when the server has done its part; and end(). */
export function keepTyping() {
  let text = null, before = null, timer = 0;

  function begin() {
    end();
    [text, before] = ['', document.activeElement];
    timer = setTimeout(end, patience);
    document.addEventListener('focusin', give);
  }

  function end() {
    clearTimeout(timer);
    document.removeEventListener('focusin', give);
    text = null;
  }

  /** Not every page has every field. */
  function lapse() {
    if (text === null) return;
    clearTimeout(timer);
    timer = setTimeout(end, document.querySelector('.mud-dialog') ? patience : afterwards);
  }

  function give({ target }) {
    if (target === before || !target.matches(field)) return;
    const typed = text;
    end();
    if (!typed) return;
    target.setRangeText(typed, target.selectionStart, target.selectionEnd, 'end');
    target.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function keep(event) {
    if (text === null || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key === 'Escape') end();
    else if (event.key === 'Backspace') text = text.slice(0, -1);
    else if (event.key.length === 1) text += event.key;
    // What is no letter would act on the page that is about to be covered.
    else if (event.key !== 'Enter') return false;
    event.preventDefault();
    return true;
  }

  return { begin, keep, lapse, end };
}
