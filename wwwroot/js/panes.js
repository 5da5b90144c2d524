// Pane sizes: dragged or moved by key at their splitters, kept in the browser, applied before the first paint.
// Splitters are found by attribute, so nothing here depends on when the page renders them.
(() => {
  const root = document.documentElement;
  const storageKey = 'pane-sizes';
  const smallMove = 8;
  const largeMove = 32;
  let sizes = {};

  try { sizes = JSON.parse(localStorage.getItem(storageKey)) ?? {}; } catch { /* the defaults serve */ }
  for (const [name, size] of Object.entries(sizes))
    if (Number.isFinite(size)) root.style.setProperty(`--size-${name}`, `${size}px`);

  const splitterAt = event => event.target.closest?.('[data-splitter]');
  const limits = splitter => [Number(splitter.getAttribute('aria-valuemin')), Number(splitter.getAttribute('aria-valuemax'))];
  const isVertical = splitter => splitter.getAttribute('aria-orientation') === 'vertical';
  // The pane that grows lies after the splitter (right of it, below it) or before it.
  const direction = splitter => (splitter.dataset.grows === 'after' ? -1 : 1);

  function paneSize(splitter) {
    const box = document.getElementById(splitter.getAttribute('aria-controls')).getBoundingClientRect();
    return Math.round(isVertical(splitter) ? box.width : box.height);
  }

  function setSize(splitter, wanted) {
    const [least, most] = limits(splitter);
    const size = Math.round(Math.min(most, Math.max(least, wanted)));
    sizes[splitter.dataset.splitter] = size;
    root.style.setProperty(`--size-${splitter.dataset.splitter}`, `${size}px`);
    announce(splitter);
    save();
  }

  function resetSize(splitter) {
    delete sizes[splitter.dataset.splitter];
    root.style.removeProperty(`--size-${splitter.dataset.splitter}`);
    announce(splitter);
    save();
  }

  function save() {
    try { localStorage.setItem(storageKey, JSON.stringify(sizes)); } catch { /* sizes last as long as the page */ }
  }

  const announce = splitter => splitter.setAttribute('aria-valuenow', String(paneSize(splitter)));

  addEventListener('focusin', event => {
    const splitter = splitterAt(event);
    if (splitter) announce(splitter);
  });

  addEventListener('pointerdown', event => {
    const splitter = splitterAt(event);
    if (!splitter || event.button !== 0) return;
    const across = isVertical(splitter) ? 'clientX' : 'clientY';
    const from = event[across];
    const size = paneSize(splitter);
    const move = next => setSize(splitter, size + direction(splitter) * (next[across] - from));
    const stop = () => {
      splitter.classList.remove('is-moving');
      splitter.removeEventListener('pointermove', move);
    };
    splitter.setPointerCapture(event.pointerId);
    splitter.classList.add('is-moving');
    splitter.addEventListener('pointermove', move);
    splitter.addEventListener('lostpointercapture', stop, { once: true });
  });

  addEventListener('dblclick', event => {
    const splitter = splitterAt(event);
    if (splitter) resetSize(splitter);
  });

  // Caught on the way down, so that arrows on a splitter never reach the explorer's own keys.
  addEventListener('keydown', event => {
    const splitter = splitterAt(event);
    if (!splitter || event.ctrlKey || event.altKey || event.metaKey) return;
    const [less, more] = isVertical(splitter) ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const by = (event.shiftKey ? largeMove : smallMove) * direction(splitter);
    const [least, most] = limits(splitter);
    switch (event.key) {
      case less: setSize(splitter, paneSize(splitter) - by); break;
      case more: setSize(splitter, paneSize(splitter) + by); break;
      case 'Home': setSize(splitter, least); break;
      case 'End': setSize(splitter, most); break;
      case 'Enter': resetSize(splitter); break;
      default: return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
})();
