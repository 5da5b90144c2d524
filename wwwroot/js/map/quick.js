// Rows for frames that nobody sees twice, as pixels: what rows.js draws without numbers in cells and without smoothed edges. A row repeats itself
// downwards, so a few of its lines are written and the others are copies.
import { cellsShown, isEmpty } from './rows.js';
import { firstAfter } from './runs.js';
import { paletteOf } from './palette.js';

// Runs that are thinner are not seen, and those that are narrower or lower have no room for texture, in CSS pixels, as in rows.js.
const [thinnest, narrowest, lowest] = [0.6, 3, 4];

/**
 * Writes what can be seen of a row, its corner at that device pixel.
 * @param pixels what to write to
 * @param row as drawRow takes it, with { width, height } in device pixels
 */
export function writeRow(pixels, { look, ratio }, row, sheet, left, top, low = left, high = left + row.width) {
  const [x0, x1] = [Math.max(pixels.left, low), Math.min(pixels.right, high, left + Math.round((row.end - row.start) / row.bytes * row.width))];
  if (x0 >= x1) return;
  const palette = paletteOf(look);
  const strip = new Strip(pixels, palette, row, left, top, ratio);
  if (!strip.isSeen) return;
  if (!sheet.changed) {
    strip.write(palette, sheet, x0, x1, row.depth === 0);
    return;
  }
  strip.write(palette.faded, sheet, x0, x1, row.depth === 0);
  const { changed } = sheet;
  for (let i = firstAfter(changed, strip.address(x0)); i < changed.length && changed.starts[i] < strip.address(x1); i++) {
    const [a, b] = [Math.round(strip.x(changed.starts[i])), Math.round(strip.x(changed.ends[i]))];
    const [from, to] = [Math.max(x0, a), Math.min(x1, Math.max(a + 1, b))];
    if (from >= to) continue;
    if (b - a >= narrowest * ratio) strip.write(palette, sheet, from, to);
    strip.frame(palette.ink, a, b, from, to);
  }
}

/** One row on the way into the pixels. */
class Strip {
  constructor(pixels, { repeat }, row, left, top, ratio) {
    Object.assign(this, { pixels, row, left, top, ratio, thick: Math.max(1, Math.round(ratio)), bottom: top + row.height });
    // What is seen of it, and of that what lies between its first and last lines.
    this.y0 = Math.max(top, pixels.top);
    this.y1 = Math.min(this.bottom, pixels.bottom);
    this.innerTop = Math.min(this.y1, Math.max(this.y0, top + this.thick));
    this.innerBottom = Math.max(this.innerTop, Math.min(this.y1, this.bottom - this.thick));
    // Textures begin at the row's corner. Where that is far away, as good a corner is near.
    this.originX = pixels.left - (pixels.left - left) % repeat | 0;
    this.originY = pixels.top - (pixels.top - top) % repeat | 0;
    this.cellWidth = row.width / row.grid.columns;
    this.hasCells = cellsShown(row.section, this.cellWidth / ratio);
    this.lines = [];
  }

  get isSeen() {
    return this.y0 < this.y1;
  }

  x(address) {
    return this.left + (address - this.row.start) / this.row.bytes * this.row.width;
  }

  address(x) {
    return this.row.start + (x - this.left) / this.row.width * this.row.bytes;
  }

  /** All between two columns, of which the row's own ends may be two. @param isAlone true where nothing else lies on its lines */
  write(palette, sheet, x0, x1, isAlone) {
    const { pixels, pixels: { words, stride }, innerTop, innerBottom, lines } = this;
    lines.length = 0;
    for (let y = this.y0; y < innerTop; y++) lines.push(y);
    for (let y = innerBottom; y < this.y1; y++) lines.push(y);
    const outer = lines.length;
    const written = Math.min(innerBottom, innerTop + palette.period);
    for (let y = innerTop; y < written; y++) lines.push(y);
    if (isAlone) pixels.openAlone(this.y0, written, innerBottom, this.y1);
    else {
      pixels.open(x0, x1, this.y0, this.y1);
      for (const y of lines) words.fill(palette.ground, y * stride + x0, y * stride + x1);
    }
    if (!this.hasCells) for (let i = 0; i < outer; i++) words.fill(palette.free, lines[i] * stride + x0, lines[i] * stride + x1);
    if (!this.hasCells) this.ends(palette, outer, x0, x1);

    const others = this.runs(palette, sheet.runsOf(this.row.section, this.row.depth), outer, x0, x1);
    if (this.hasCells) for (const y of lines) this.separate(palette, y, x0, x1);
    if (written < innerBottom) pixels.repeat(palette.period, written, innerBottom, x0, x1, isAlone);
    for (const { a, b, fill } of others) {
      for (let y = innerTop; y < innerBottom; y++) {
        if (y - innerTop >= fill.size && b - a > 40) {
          words.copyWithin(y * stride + a, (y - fill.size) * stride + a, (y - fill.size) * stride + b);
          continue;
        }
        this.texture(fill, y, a, b);
        if (this.hasCells) this.separate(palette, y, a, b);
      }
    }
    this.mark(palette.mark, sheet.reached, this.bottom - this.thick, this.bottom, x0, x1);
    if (sheet.persistent) this.mark(palette.mark, sheet.persistent, this.top, this.top + 2 * this.thick, x0, x1);
  }

  /** Fills runs on the lines; those whose texture repeats otherwise than the lines do are left over and returned. */
  runs(palette, runs, outer, x0, x1) {
    const { row, ratio } = this;
    const { starts, ends, looks } = runs;
    const { fills, period } = palette;
    const others = [];
    const scale = row.width / row.bytes;
    const offset = this.left - row.start * scale;
    const end = this.address(x1);
    const [low, high] = [x0 | 0, x1 | 0];
    const isLow = row.height < lowest * ratio;
    const [least, roomy, edged] = [thinnest * ratio, narrowest * ratio, 2 * ratio];
    for (let i = firstAfter(runs, this.address(x0)); i < runs.length && starts[i] < end; i++) {
      const from = starts[i] * scale + offset, to = ends[i] * scale + offset;
      if (to - from < least) continue;
      const number = looks[i] & 255, fill = fills[number];
      if (this.hasCells && isEmpty(number)) {
        this.outlineCells(palette, outer, starts[i], ends[i], x0, x1, fill?.solid);
        continue;
      }
      if (!fill) continue;
      // Between two columns of the screen, so small enough for the fast kind of number.
      const a = from > low ? from + 0.5 | 0 : low;
      const b = to < high ? Math.max(a + 1, to + 0.5 | 0) : high;
      const isNarrow = isLow || to - from < roomy;
      if (fill.texture === null || isNarrow) this.solid(isNarrow ? fill.narrow : fill.solid, a, b);
      else {
        this.textured(fill, a, b);
        if (fill.size !== period) others.push({ a, b, fill });
      }
      if (fill.edge !== null && to - from > edged) this.edge(fill.edge, outer, Math.round(from), Math.round(to), a, b);
    }
    return others;
  }

  solid(word, a, b) {
    const { lines, pixels: { words, stride } } = this;
    for (let l = 0; l < lines.length; l++) {
      const start = lines[l] * stride + a, stop = start + b - a;
      if (b - a > 40) words.fill(word, start, stop);
      else for (let at = start; at < stop; at++) words[at] = word;
    }
  }

  textured(fill, a, b) {
    const { lines } = this;
    for (let l = 0; l < lines.length; l++) this.texture(fill, lines[l], a, b);
  }

  /** A line of texture. */
  texture({ texture, size }, y, a, b) {
    const { originX, originY, pixels: { words, stride } } = this;
    const line = (y - originY) % size * size, last = line + size;
    for (let at = y * stride + a, stop = at + b - a, from = line + (a - originX) % size; at < stop; at++) {
      words[at] = texture[from++];
      if (from === last) from = line;
    }
  }

  /** The ends of a row without cells. */
  ends({ free }, outer, x0, x1) {
    const right = this.left + Math.round((this.row.end - this.row.start) / this.row.bytes * this.row.width);
    this.columns(free, outer, this.left, this.left + this.thick, x0, x1);
    this.columns(free, outer, right - this.thick, right, x0, x1);
  }

  /** Columns on all lines but the outer ones. */
  columns(word, outer, a, b, x0, x1) {
    const { pixels: { words, stride }, lines } = this;
    for (let l = outer; l < lines.length; l++) {
      for (let x = Math.max(a, x0); x < Math.min(b, x1); x++) words[lines[l] * stride + x] = word;
    }
  }

  edge(word, outer, first, last, a, b) {
    const { pixels: { words, stride }, lines } = this;
    for (let l = 0; l < outer; l++) words.fill(word, lines[l] * stride + a, lines[l] * stride + b);
    this.columns(word, outer, first, first + 1, a, b);
    this.columns(word, outer, last - 1, last, a, b);
  }

  /** Cells that lie wholly in [from, to), each within its line; over `solid` where there is one. */
  outlineCells({ free }, outer, from, to, x0, x1, solid) {
    const { pixels: { words, stride }, lines, row, ratio, cellWidth, thick } = this;
    if (solid !== undefined) {
      const [a, b] = [Math.max(x0, Math.round(this.x(from))), Math.min(x1, Math.round(this.x(to)))];
      for (const y of lines) if (a < b) words.fill(solid, y * stride + a, y * stride + b);
    }
    const start = Math.max(from, row.start), end = Math.min(to, row.end);
    const first = Math.max(Math.ceil((start - row.start) / row.grid.unit), Math.floor((x0 - this.left) / cellWidth));
    const wide = Math.max(1, Math.round(cellWidth / ratio) - 1) * ratio;
    for (let cell = first; row.start + (cell + 1) * row.grid.unit <= end; cell++) {
      const left = this.left + Math.round((Math.round(cell * cellWidth / ratio) + 1) * ratio);
      if (left >= x1) break;
      const right = Math.round(left + wide);
      const [a, b] = [Math.max(left, x0), Math.min(right, x1)];
      for (let l = 0; l < outer; l++) if (a < b) words.fill(free, lines[l] * stride + a, lines[l] * stride + b);
      this.columns(free, outer, left, left + thick, x0, x1);
      this.columns(free, outer, right - thick, right, x0, x1);
    }
  }

  /** Lines between cells, on one line of pixels. */
  separate({ ground }, y, x0, x1) {
    const { pixels: { words, stride }, ratio, cellWidth, thick } = this;
    const wide = cellWidth / ratio > 30 ? 2 * thick : thick;
    const last = Math.ceil((x1 - this.left) / cellWidth);
    for (let column = Math.floor((x0 - this.left) / cellWidth); column <= last; column++) {
      const left = this.left + Math.round(Math.round(column * cellWidth / ratio) * ratio);
      for (let x = Math.max(left, x0); x < Math.min(left + wide, x1); x++) words[y * stride + x] = ground;
    }
  }

  /** Ranges as a line from y0 to y1. */
  mark(word, ranges, y0, y1, x0, x1) {
    const { words, stride } = this.pixels;
    const [top, bottom] = [Math.max(y0, this.y0), Math.min(y1, this.y1)];
    if (top >= bottom || ranges.length === 0) return;
    for (let i = firstAfter(ranges, this.address(x0)); i < ranges.length && ranges.starts[i] < this.address(x1); i++) {
      const first = Math.round(this.x(ranges.starts[i]));
      const [a, b] = [Math.max(x0, first), Math.min(x1, Math.max(first + 1, Math.round(this.x(ranges.ends[i]))))];
      for (let y = top; y < bottom && a < b; y++) words.fill(word, y * stride + a, y * stride + b);
    }
  }

  /** The outline of what differs from a to b, as far as it lies between two columns; all of it where it is narrow. */
  frame(word, a, b, from, to) {
    const { pixels: { words, stride }, thick, ratio } = this;
    const isNarrow = b - a < narrowest * ratio;
    for (let y = this.y0; y < this.y1; y++) {
      const isOuter = isNarrow || y < this.top + thick || y >= this.bottom - thick;
      const [left, right] = [isOuter ? to : Math.min(to, a + thick), isOuter ? to : Math.max(from, b - thick)];
      if (from < left) words.fill(word, y * stride + from, y * stride + left);
      if (right < to) words.fill(word, y * stride + right, y * stride + to);
    }
  }
}
