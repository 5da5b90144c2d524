// The overview: all of the address space in one line, and what the map below shows of it.
import { paletteOf } from './palette.js';
import { firstAfter } from './runs.js';
import { fillRun, isEmpty } from './rows.js';
import { stripHeight, stripSpace } from './screen.js';

const bracketWidth = 1.4;

const pictures = new WeakMap();

export function paintStrip(view) {
  const { context: c, transition } = view;
  if (transition) lay(view, transition.before);
  c.globalAlpha = transition?.share ?? 1;
  lay(view, view.sheet);
  c.globalAlpha = 1;
  const { left, right, top, bottom } = bracketOf(view);
  c.strokeStyle = view.look.ink;
  c.lineWidth = bracketWidth;
  c.beginPath();
  c.moveTo(left, top);
  c.lineTo(left, bottom);
  c.lineTo(right, bottom);
  c.lineTo(right, top);
  c.stroke();
}

/** The same in a frame that is written. */
export function writeStrip(view) {
  const { context, pixels, look, ratio, sheet, width } = view;
  const seen = seenIn(view, sheet);
  const sprite = view.sprites.find(view, contentOf(view, sheet, seen), context.canvas.width / ratio, stripSpace - 4, onto => draw(onto, view, sheet, seen));
  pixels.layAtTop(sprite);
  const { left, right, top, bottom } = bracketOf(view);
  const half = bracketWidth / 2;
  const { ink } = paletteOf(look);
  for (const [x0, y0, x1, y1] of [[left - half, top, left + half, bottom - half], [right - half, top, right + half, bottom - half], [left - half, bottom - half, right + half, bottom + half]]) {
    pixels.cover(ink, x0 * ratio, y0 * ratio, x1 * ratio, y1 * ratio);
  }
}

/** The address under a point of the strip; null beside it. */
export function stripAddress(view, x) {
  const share = (x - view.margin) / (view.width - 2 * view.margin);
  for (const [start, length, low, high] of parts(view.sheet.scene)) {
    if (share >= low && share <= high) return start + (share - low) / (high - low) * length;
  }
  return null;
}

/** Start, length and place from 0 to 1 of each part of the address space that holds something. */
function* parts({ strip }) {
  for (let i = 0; i < strip.length; i += 4) yield strip.slice(i, i + 4);
}

const placeOf = view => share => view.margin + share * (view.width - 2 * view.margin);

/** The picture of a sheet, which is drawn once for each look, width and content. */
function pictureOf(view, sheet) {
  const { look, width, ratio } = view;
  const key = `${look.key}.${width}`;
  const known = pictures.get(sheet);
  if (known?.key === key) return known.canvas;
  const canvas = new OffscreenCanvas(Math.round(width * ratio), Math.round((stripSpace - 4) * ratio));
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw(context, view, sheet, seenIn(view, sheet));
  pictures.set(sheet, { key, canvas });
  return canvas;
}

/** The same for strips that look alike, as most moments' do. */
const contentOf = ({ width, world }, { scene, changed }, seen) => [
  'strip', width, ...seen, ...scene.strip, ...scene.ticks.flatMap(tick => [tick.at, tick.text]), 'from', ...world.sections.filter(one => one.isCarveOut).flatMap(one => [one.start, one.end]),
  ...changed ? ['differs', ...changed.starts.subarray(0, changed.length), ...changed.ends.subarray(0, changed.length)] : [],
].join(' ');

function draw(context, view, sheet, seen) {
  drawParts(context, view, sheet, seen);
  drawTicks(context, view, sheet.scene);
}

/** Lays the strip of a sheet. */
function lay(view, sheet) {
  const { context: c } = view;
  const picture = pictureOf(view, sheet);
  c.save();
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.drawImage(picture, 0, 0);
  c.restore();
}

function drawParts(c, view, sheet, seen) {
  const { look } = view;
  const x = placeOf(view);
  let lastEnd = null;
  for (const [, , from, to] of parts(sheet.scene)) {
    c.strokeStyle = look['own-free-line'];
    c.lineWidth = 1;
    c.strokeRect(x(from) + 0.5, 1.5, x(to) - x(from) - 1, stripHeight - 1);
  }
  drawRuns(c, look, seen);
  for (const [start, length, from, to] of parts(sheet.scene)) {
    const at = address => x(from + (to - from) * ((address - start) / length));
    if (sheet.changed) drawChanged(c, look, sheet.changed, start, start + length, at);
    for (const section of view.world.sections) {
      if (!section.isCarveOut || section.start < start || section.end > start + length) continue;
      c.strokeStyle = look.t2;
      c.lineWidth = 1.4;
      c.strokeRect(at(section.start), 1, at(section.end) - at(section.start), stripHeight);
    }
    if (lastEnd !== null) drawBreak(c, look, x(lastEnd), x(from));
    lastEnd = to;
  }
}

/** The runs that are wide enough to be seen: left, width and fill in turn. */
function seenIn(view, sheet) {
  const x = placeOf(view);
  const runs = sheet.extents;
  const { starts, ends, length: count } = runs;
  const seen = [];
  for (const [start, length, from, to] of parts(sheet.scene)) {
    const end = start + length;
    const scale = (x(to) - x(from)) / length;
    let drawnTo = x(from);
    // Runs thinner than can be seen are most of a large machine's.
    const least = 0.8 / scale;
    for (let i = firstAfter(runs, start); i < count && starts[i] < end; i++) {
      if (ends[i] - starts[i] < least) continue;
      const [a, b] = [Math.max(drawnTo, x(from) + (starts[i] - start) * scale), x(from) + (Math.min(ends[i], end) - start) * scale];
      if (b - a < 0.8 || isEmpty(runs.fill(i))) continue;
      seen.push(a, b - a, runs.fill(i));
      drawnTo = b;
    }
  }
  return seen;
}

function drawRuns(c, look, seen) {
  c.save();
  c.translate(0, 1);
  for (let i = 0; i < seen.length; i += 3) fillRun(c, look, seen[i + 2], seen[i], seen[i + 1], stripHeight);
  c.restore();
}

/** Ticks below the strip where memory differs from the chosen moment. */
function drawChanged(c, look, changed, start, end, at) {
  c.fillStyle = look.ink;
  for (let i = firstAfter(changed, start); i < changed.length && changed.starts[i] < end; i++) {
    const [a, b] = [at(changed.starts[i]), at(Math.min(changed.ends[i], end))];
    c.fillRect(a, stripHeight - 1, Math.max(1, b - a), 2.5);
  }
}

/** Between two parts lies address space that holds nothing. */
function drawBreak(c, look, left, right) {
  const middle = (left + right) / 2;
  c.lineWidth = 1;
  c.strokeStyle = look.t3;
  c.beginPath();
  for (const [x0, y0, x1, y1] of [[left + 2, 8, middle - 5, 8], [middle - 4, 13, middle, 3], [middle, 13, middle + 4, 3], [middle + 5, 8, right - 2, 8]]) {
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
  }
  c.stroke();
}

function drawTicks(c, view, { ticks }) {
  const x = placeOf(view);
  c.font = `9px ${view.look.mono}`;
  c.textBaseline = 'middle';
  c.textAlign = 'left';
  c.fillStyle = view.look.t2;
  let free = -Infinity;
  const last = ticks.length - 1;
  const room = last >= 0 ? x(ticks[last].at) - c.measureText(ticks[last].text).width - 8 : Infinity;
  ticks.forEach((tick, i) => {
    const width = c.measureText(tick.text).width;
    const at = Math.min(x(1) - width, Math.max(x(0), x(tick.at) - width / 2));
    if (at < free + 6 || (i < last && at + width > room)) return;
    c.fillText(tick.text, at, 29);
    free = at + width;
  });
}

/** Where the bracket lies that says what the map below shows of the strip. */
function bracketOf(view) {
  const { shown } = view;
  const x = placeOf(view);
  const at = address => {
    let last = 0;
    for (const [start, length, from, to] of parts(view.sheet.scene)) {
      if (address < start) return x(last);
      if (address <= start + length) return x(from + (to - from) * ((address - start) / length));
      last = to;
    }
    return x(last);
  };
  const [a, b] = [at(shown.start), at(shown.end)];
  const [left, right] = b - a < 4 ? [(a + b) / 2 - 2, (a + b) / 2 + 2] : [a, b];
  return { left, right, top: stripHeight + 3, bottom: stripHeight + 7 };
}
