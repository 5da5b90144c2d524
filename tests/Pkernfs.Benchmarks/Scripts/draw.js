// A map of 16,777,216 pages (64 GiB) whose camera moves and of which 100 runs change in every frame; beside it one putImageData of the same canvas, and an SVG
// of as many rectangles as the map has runs. Each contestant makes one frame when told to; whoever tells waits for the next.

const memory = 64 * 2 ** 30, page = 4096, runCount = 10_000, changes = 100;
const [width, height] = [1600, 900];

/** The same numbers in every run. */
let seed = 9;
const random = below => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor(seed / 0x80000000 * below);
};

function stage(html) {
  document.body.innerHTML = `<div style="position:fixed;inset:0;background:#000">${html}</div>`;
  return document.body.firstElementChild;
}

/** Runs from page to page, with a fill each, in the product's packed form: gap and length as varints in pages, and 4 bytes of look. */
function packed(runs) {
  const bytes = [1, 12];
  const varint = value => { for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 + 128); bytes.push(value); };
  varint(runs.length);
  let end = 0;
  for (const run of runs) {
    varint(run.start - end);
    varint(run.length);
    end = run.start + run.length;
  }
  const looks = new Uint8Array(runs.length * 4);
  runs.forEach((run, i) => { looks[4 * i] = run.fill; });
  return { runs: Uint8Array.from(bytes), looks };
}

function madeRuns() {
  const room = memory / page / runCount;
  return Array.from({ length: runCount }, (_, i) => ({ start: Math.floor(i * room) + random(room / 4), length: 1 + random(room * 0.7), fill: 1 + random(11) }));
}

/** Zooms in by the middle for 40 frames, pans for 40, and the same back. */
function* cameras() {
  for (let frame = 0; ; frame++) {
    const part = Math.floor(frame / 40) % 4, t = frame % 40 / 40;
    const zoom = part === 0 ? t : part === 2 ? 1 - t : part === 1 ? 1 : 0;
    const span = 1 / 64 ** zoom;
    const pan = part === 1 || part === 3 ? Math.sin(t * Math.PI) * span : 0;
    const start = Math.min(1 - span, Math.max(0, 0.5 - span / 2 + pan));
    yield { x0: start, x1: start + span, y0: start, y1: start + span };
  }
}

async function map() {
  const host = stage(`<div class="map-host" style="position:absolute;inset:0"><canvas style="width:100%;height:100%"></canvas><div class="map-tip" hidden></div></div>`).firstElementChild;
  const { open } = await import('/js/map.js');
  const drawn = open({ invokeMethodAsync: () => Promise.resolve() }, host);
  const words = {
    sections: [{ title: 'RAM', fact: '64 GiB', start: 0, length: memory, rows: 64, isCarveOut: false, grids: [2 * 2 ** 20, 512, page, 32] }],
    strip: [0, memory, 0, 1], ticks: [{ at: 0, text: '0' }, { at: 1, text: '64 GiB' }],
    words: ['owner'], blockMarks: [], pageMarks: [], labels: [], landings: [], landedBy: '', reached: [], tables: [], findings: [],
  };
  const runs = madeRuns();
  const none = packed([]);
  const camera = cameras();
  const extents = packed(runs);
  drawn.show(words, extents, none, 'none');
  return () => {
    for (let i = 0; i < changes; i++) extents.looks[4 * random(runCount)] = 1 + random(11);
    drawn.show(words, extents, none, 'none');
    drawn.follow(camera.next().value, false);
  };
}

function image() {
  const canvas = stage(`<canvas width="${width}" height="${height}" style="width:100%;height:100%"></canvas>`).firstElementChild;
  const context = canvas.getContext('2d', { alpha: false });
  const data = new ImageData(width, height);
  data.data.fill(255);
  return () => {
    for (let i = 0; i < changes; i++) data.data[4 * random(width * height)] = random(256);
    context.putImageData(data, 0, 0);
  };
}

function svg() {
  const runs = madeRuns();
  const perRow = memory / page / 64;
  const colours = ['#345', '#567', '#789', '#98a', '#ba9', '#cb8', '#4a6', '#6c8', '#a64', '#c86', '#88c', '#66a'];
  const rectangles = runs.map(run => `<rect x="${run.start % perRow / perRow}" y="${Math.floor(run.start / perRow) / 64}" width="${run.length / perRow}" height="${0.9 / 64}" fill="${colours[run.fill]}"/>`);
  const drawn = stage(`<svg viewBox="0 0 1 1" preserveAspectRatio="none" style="width:100%;height:100%">${rectangles.join('')}</svg>`).firstElementChild;
  const camera = cameras();
  return () => {
    for (let i = 0; i < changes; i++) drawn.children[random(runCount)].setAttribute('fill', colours[1 + random(11)]);
    const { x0, x1, y0, y1 } = camera.next().value;
    drawn.setAttribute('viewBox', `${x0} ${y0} ${x1 - x0} ${y1 - y0}`);
  };
}

const contestants = { map, image, svg };

/** Makes that many frames; the milliseconds between each and the one before. */
globalThis.frames = async (name, count) => {
  seed = 9;
  const make = await contestants[name]();
  const next = () => new Promise(requestAnimationFrame);
  // What a contestant makes once, such as tiles, is not what a frame takes.
  for (let i = 0; i < Math.min(20, count); i++) { make(); await next(); }
  const times = [];
  for (let i = 0, last = await next(); i < count; i++) {
    make();
    const now = await next();
    times.push(now - last);
    last = now;
  }
  document.body.replaceChildren();
  return times;
};
