// The overview: all of the address space in one line, and what the map below shows of it.
import { firstAfter } from './runs.js';
import { fillRun, isEmpty } from './rows.js';
import { stripHeight, stripSpace } from './screen.js';

const pictures = new WeakMap();

export function paintStrip(view) {
  const { context: c, transition } = view;
  if (transition) lay(view, transition.before);
  c.globalAlpha = transition?.share ?? 1;
  lay(view, view.sheet);
  c.globalAlpha = 1;
  bracket(view);
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

/** Lays the strip of a sheet, which is drawn once for each look and width. */
function lay(view, sheet) {
  const { context: c, look, width, ratio } = view;
  const key = `${look.key}.${width}`;
  let picture = pictures.get(sheet);
  if (picture?.key !== key) {
    const canvas = new OffscreenCanvas(Math.round(width * ratio), Math.round((stripSpace - 4) * ratio));
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawParts(context, view, sheet);
    drawTicks(context, view, sheet.scene);
    pictures.set(sheet, picture = { key, canvas });
  }
  c.save();
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.drawImage(picture.canvas, 0, 0);
  c.restore();
}

function drawParts(c, view, sheet) {
  const { look } = view;
  const x = placeOf(view);
  let lastEnd = null;
  for (const [start, length, from, to] of parts(sheet.scene)) {
    const at = address => x(from + (to - from) * ((address - start) / length));
    c.strokeStyle = look['own-free-line'];
    c.lineWidth = 1;
    c.strokeRect(x(from) + 0.5, 1.5, x(to) - x(from) - 1, stripHeight - 1);
    drawRuns(c, look, sheet.extents, start, start + length, x(from), at);
    drawChanged(c, look, sheet.changed ?? [], start, start + length, at);
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

function drawRuns(c, look, runs, start, end, left, at) {
  let drawnTo = left;
  // Runs thinner than can be seen are most of a large machine's.
  const least = 0.8 * (end - start) / (at(end) - at(start));
  c.save();
  c.translate(0, 1);
  for (let i = firstAfter(runs, start); i < runs.length && runs[i].start < end; i++) {
    if (runs[i].end - runs[i].start < least) continue;
    const [a, b] = [Math.max(drawnTo, at(runs[i].start)), at(Math.min(runs[i].end, end))];
    if (b - a < 0.8 || isEmpty(runs[i].fill)) continue;
    fillRun(c, look, runs[i].fill, a, b - a, stripHeight);
    drawnTo = b;
  }
  c.restore();
}

/** Ticks below the strip where memory differs from the chosen moment. */
function drawChanged(c, look, changed, start, end, at) {
  c.fillStyle = look.ink;
  for (let i = firstAfter(changed, start); i < changed.length && changed[i].start < end; i++) {
    const [a, b] = [at(changed[i].start), at(Math.min(changed[i].end, end))];
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

/** What the map below shows of the strip. */
function bracket(view) {
  const { context: c, look, shown } = view;
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
  c.strokeStyle = look.ink;
  c.lineWidth = 1.4;
  c.beginPath();
  c.moveTo(left, stripHeight + 3);
  c.lineTo(left, stripHeight + 7);
  c.lineTo(right, stripHeight + 7);
  c.lineTo(right, stripHeight + 3);
  c.stroke();
}
