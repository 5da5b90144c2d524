// Catches the explorer's keys once for the whole page and names the command to the server.
import { goRound } from './dialogs.js';
import { keepTyping } from './typeahead.js';

const writesText = 'input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button]), textarea, select, [contenteditable=""], [contenteditable=true]';
const actsOnSpace = 'button, a[href], summary, input, [role=button], [role=option], [role=tab], [role=tree], [role=menuitem], [role=switch], [role=checkbox]';
// Parts that move by key themselves (trees, grids, sliders) say so with data-own-keys.
const movesByKey = '[data-own-keys], [role=slider], [role=listbox], [role=tree], [role=grid], [role=menu], [role=radiogroup], input[type=range]';
const movingKeys = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);
// A tree's keys move its current row; the browser's own scrolling by them would go past it.
const treeKeys = new Set([...movingKeys, 'ArrowUp', 'ArrowDown', ' ']);

/**
 * Listens until the result's stop() is called.
 * @param dotnet an object with an invokable KeyPressed(command)
 * @param bindings rows of { command, key, control, shift, inBrowser, opensField }; the server hears nothing of what is done in the browser
 */
export function listen(dotnet, bindings) {
  const typing = keepTyping();
  const onKeyDown = event => {
    goRound(event);
    if (event.defaultPrevented || event.isComposing || event.altKey || typing.keep(event)) return;
    const binding = bindings.find(one => matches(one, event));
    if (!binding || belongsToTarget(binding, event.target)) {
      if (treeKeys.has(event.key) && event.target.closest?.('[role=tree]')) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (binding.inBrowser) {
      document.dispatchEvent(new CustomEvent('explorer-command', { detail: binding.command }));
      return;
    }
    if (binding.opensField) typing.begin();
    const carriedOut = dotnet.invokeMethodAsync('KeyPressed', binding.command);
    // For parts of the page that know already what comes of it; and for the same parts, once the server has drawn what really came.
    document.dispatchEvent(new CustomEvent('explorer-command', { detail: binding.command }));
    const settle = () => document.dispatchEvent(new CustomEvent('explorer-command-settled', { detail: binding.command }));
    carriedOut.then(settle, settle);
    if (binding.opensField) carriedOut.then(typing.lapse, typing.end);
  };
  // Arrows in a field go through a list that may be longer than its box.
  const choosing = new MutationObserver(changes => {
    for (const { target } of changes) document.getElementById(target.getAttribute('aria-activedescendant') ?? '')?.scrollIntoView({ block: 'nearest' });
  });
  choosing.observe(document.body, { subtree: true, attributeFilter: ['aria-activedescendant'] });
  document.addEventListener('keydown', onKeyDown);
  document.documentElement.dataset.keys = 'ready';
  return {
    stop() {
      choosing.disconnect();
      typing.end();
      document.removeEventListener('keydown', onKeyDown);
      delete document.documentElement.dataset.keys;
    },
  };
}

function matches(binding, event) {
  if (binding.control !== (event.ctrlKey || event.metaKey)) return false;
  const isLetter = /^[a-z]$/i.test(event.key);
  const key = isLetter ? event.key.toLowerCase() : event.key;
  if (key !== binding.key) return false;
  // Signs such as "?" need Shift on some keyboards and not on others; named keys and letters say it themselves.
  const shiftMatters = isLetter || event.key.length > 1;
  return !shiftMatters || binding.shift === event.shiftKey;
}

function belongsToTarget(binding, target) {
  if (binding.control) return false;
  if (document.querySelector('[role=dialog]')) return true;
  if (target.closest?.(writesText)) return true;
  if (binding.key === ' ' && target.closest?.(actsOnSpace)) return true;
  return movingKeys.has(binding.key) && !!target.closest?.(movesByKey);
}
