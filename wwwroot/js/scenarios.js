// Files of a person's own in the browser: dropped and pasted ones, and the scenario text that is being edited.

const pause = 300;
const draftKey = 'scenario-draft';

/**
 * Gives files that are dropped or pasted anywhere on the page to a file input, until the result's stop() is called.
 * @param input an input of type file, which reports them as if they had been chosen
 */
export function catchDrops(input) {
  const root = document.documentElement;
  const bringsFiles = event => !!event.dataTransfer?.types.includes('Files');
  const isWindowLeft = event => event.relatedTarget === null;

  function over(event) {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    root.dataset.drop = 'over';
  }

  function leave(event) {
    if (isWindowLeft(event)) delete root.dataset.drop;
  }

  function drop(event) {
    delete root.dataset.drop;
    if (!bringsFiles(event)) return;
    event.preventDefault();
    give(event.dataTransfer.files);
  }

  // Where text comes along, as from a table, it is the text that was meant.
  function paste(event) {
    if (event.defaultPrevented || !event.clipboardData?.files.length || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    give(event.clipboardData.files);
  }

  function give(files) {
    if (files.length === 0) return;
    input.files = files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  // A file that is chosen twice must report twice: it may have been mended in between.
  const forget = () => { input.value = ''; };

  document.addEventListener('dragover', over);
  document.addEventListener('dragleave', leave);
  document.addEventListener('drop', drop);
  document.addEventListener('paste', paste);
  input.addEventListener('click', forget);
  root.dataset.drops = 'ready';
  return {
    stop() {
      delete root.dataset.drop;
      delete root.dataset.drops;
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
      document.removeEventListener('paste', paste);
      input.removeEventListener('click', forget);
    },
  };
}

/**
 * Makes an editor of a textarea and an empty element beside it for line numbers. Only numbers that can be seen exist.
 * @param dotnet an object with invokable TextChanged() and RunPressed()
 */
export function edit(dotnet, area, gutter) {
  const style = getComputedStyle(area);
  const lineHeight = () => parseFloat(style.lineHeight);
  const top = () => parseFloat(style.paddingTop);
  let lines = 1;
  let marks = new Map();
  let timer = 0;

  function countLines() {
    lines = 1;
    for (let at = area.value.indexOf('\n'); at >= 0; at = area.value.indexOf('\n', at + 1)) lines++;
  }

  function draw() {
    const height = lineHeight();
    const first = Math.max(1, Math.floor((area.scrollTop - top()) / height) + 1);
    const last = Math.min(lines, first + Math.ceil(area.clientHeight / height) + 1);
    const shown = [];
    for (let line = first; line <= last; line++) {
      const number = document.createElement('span');
      number.textContent = line;
      number.style.top = `${top() + (line - 1) * height - area.scrollTop}px`;
      if (marks.has(line)) number.dataset.mark = marks.get(line);
      shown.push(number);
    }
    gutter.replaceChildren(...shown);
  }

  function changed() {
    countLines();
    draw();
    clearTimeout(timer);
    timer = setTimeout(tell, pause);
  }

  function tell() {
    timer = 0;
    dotnet.invokeMethodAsync('TextChanged');
  }

  // Whoever leaves the text may be on the way to another page: what was typed last goes ahead.
  function left() {
    if (timer === 0) return;
    clearTimeout(timer);
    tell();
  }

  function keyed(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    dotnet.invokeMethodAsync('RunPressed');
  }

  function placeOf(line, column) {
    let start = 0;
    for (let at = 1; at < line; at++) {
      const next = area.value.indexOf('\n', start);
      if (next < 0) break;
      start = next + 1;
    }
    const end = area.value.indexOf('\n', start);
    return Math.min(start + column - 1, end < 0 ? area.value.length : end);
  }

  const size = new ResizeObserver(draw);
  size.observe(area);
  area.addEventListener('input', changed);
  area.addEventListener('scroll', draw);
  area.addEventListener('keydown', keyed);
  area.addEventListener('blur', left);
  draw();

  return {
    setText(text) {
      area.value = text;
      area.scrollTo(0, 0);
      area.setSelectionRange(0, 0);
      countLines();
      draw();
    },
    // A stream may not be empty, a text may: it ends in one LF more than the text.
    text: () => new TextEncoder().encode(`${area.value}\n`),
    mark(found) {
      marks = new Map(found.map(one => [one.line, one.kind]));
      draw();
    },
    goTo(line, column) {
      const place = placeOf(line, column);
      area.focus();
      area.setSelectionRange(place, place);
      const wanted = top() + (line - 1) * lineHeight();
      if (wanted < area.scrollTop || wanted > area.scrollTop + area.clientHeight - 2 * lineHeight())
        area.scrollTop = wanted - area.clientHeight / 3;
      draw();
    },
    stop() {
      clearTimeout(timer);
      size.disconnect();
      area.removeEventListener('input', changed);
      area.removeEventListener('scroll', draw);
      area.removeEventListener('keydown', keyed);
      area.removeEventListener('blur', left);
    },
  };
}

/** Keeps a text over a reload of this tab. Storage may be refused; then it lasts as long as the page. */
export function keep(fileName, origin, text) {
  try { sessionStorage.setItem(draftKey, JSON.stringify({ fileName, origin, text })); } catch { /* see above */ }
}

/** What was kept, as UTF-8 JSON; null in JSON where there is nothing. */
export function recall() {
  let kept = null;
  try { kept = sessionStorage.getItem(draftKey); } catch { /* nothing kept */ }
  return new TextEncoder().encode(kept ?? 'null');
}

/** Offers a text as a file to save. */
export function save(fileName, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
