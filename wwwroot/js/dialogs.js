// Keeps the focus in the dialog that is open. MudBlazor's trap does so from the server, which comes too late for who tabs quickly.

const canStop = 'a[href], button, input, select, textarea, summary, [tabindex]';

/** Tab goes round: called with every key that is pressed. */
export function goRound(event) {
  if (event.key !== 'Tab' || event.ctrlKey || event.altKey || event.metaKey) return;
  const dialog = [...document.querySelectorAll('.mud-dialog[role=dialog]')].at(-1);
  if (!dialog) return;
  const stops = [...dialog.querySelectorAll(canStop)].filter(isStop);
  const at = stops.indexOf(document.activeElement);
  const isOutside = !dialog.contains(document.activeElement);
  if (!isOutside && (event.shiftKey ? at > 0 : at < stops.length - 1)) return;
  event.preventDefault();
  stops.at(event.shiftKey ? -1 : 0)?.focus();
}

function isStop(element) {
  if (element.tabIndex < 0 || element.disabled || !element.checkVisibility() || element.parentElement.matches('.mud-focus-trap')) return false;
  // Of radio buttons the chosen one stands for all.
  return element.type !== 'radio' || element.checked || !element.closest('fieldset, form')?.querySelector(`[name="${CSS.escape(element.name)}"]:checked`);
}
