// Remote controls of presenters send Page Down and Page Up. They turn notes while one is shown, unless what has the keyboard goes by those keys itself.
const goesByPages = 'input, textarea, select, [role=slider], [role=listbox], [role=tree], [role=grid], [role=menu], [contenteditable=true]';
const commands = { PageDown: 'NextNote', PageUp: 'PreviousNote' };

const scrolls = target => target !== document.body && target.scrollHeight > target.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(target).overflowY);

/** @param dotnet has an invokable Turned(command) */
export function attach(dotnet) {
  const onKeyDown = event => {
    const command = commands[event.key];
    if (!command || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (!document.querySelector('.note-strip') || document.querySelector('[role=dialog]')) return;
    const target = event.target;
    if (target.closest?.(goesByPages) || scrolls(target)) return;
    event.preventDefault();
    dotnet.invokeMethodAsync('Turned', command);
  };
  document.addEventListener('keydown', onKeyDown);
  return {
    stop() {
      document.removeEventListener('keydown', onKeyDown);
    },
  };
}
