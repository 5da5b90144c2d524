// Rows as tiles: pictures that never change once drawn, kept by what they show. A row is halved until a part is at most `widest` wide;
// while a part has no tile of its size, one of another size or the part of a coarser one stands in.
import { drawRow } from './rows.js';

const widest = 512;
const bytesKept = 64 * 2 ** 20;

export class Tiles {
  #sized = new Map();
  #latest = new Map();
  #scratch = new OffscreenCanvas(1, 1);
  #deadline = 0;

  /** What a test, or a curious reader, may look at: `drawn` and `stretched` since the start, and frames `written` as pixels instead, `waiting` in the last frame, `kept` bytes. */
  counts = { drawn: 0, written: 0, stretched: 0, waiting: 0, kept: 0 };

  /** Begins a frame in which tiles may be drawn for that many milliseconds. */
  begin(milliseconds) {
    this.#deadline = performance.now() + milliseconds;
    this.counts.waiting = 0;
  }

  /** How often a row of that many device pixels is halved. */
  static levelOf(width) {
    return Math.max(0, Math.ceil(Math.log2(width / widest)));
  }

  /**
   * The tile of part `index` of the row at that level, or what stands in for it; null where nothing does and the frame's time is over.
   * @param row as drawRow takes it, and with it { width, height }: its size in device pixels
   * @param scaling true while the camera changes scale: a tile drawn now would be of no use in the next frame
   * @returns { bitmap, from, width, exact }: the pixels of the bitmap that show the part
   */
  find(view, sheet, row, level, index, scaling) {
    const key = this.#keyOf(view, sheet, row, level, index);
    const size = `${key}|${row.width}x${row.height}`;
    const exact = this.#sized.get(size);
    if (exact) {
      // Moved to the end: what was used last is dropped last.
      this.#sized.delete(size);
      this.#sized.set(size, exact);
      return { bitmap: exact.bitmap, from: 0, width: exact.bitmap.width, exact: true };
    }
    const standIn = this.#standIn(view, sheet, row, level, index, key);
    if ((standIn && scaling) || performance.now() > this.#deadline) {
      this.counts.waiting++;
      if (standIn) this.counts.stretched++;
      return standIn;
    }
    const bitmap = this.#draw(view, sheet, row, level, index);
    this.#keep(size, key, bitmap);
    return { bitmap, from: 0, width: bitmap.width, exact: true };
  }

  #keyOf(view, sheet, row, level, index) {
    const span = row.bytes / 2 ** level;
    const from = row.start + index * span;
    return `${view.look.key}|${row.section.start}.${row.depth}.${row.start}|${level}.${index}|${sheet.key(row.section, row.depth, from, from + span)}`;
  }

  #standIn(view, sheet, row, level, index, key) {
    for (let up = 0; up <= level; up++) {
      const kept = this.#latest.get(up === 0 ? key : this.#keyOf(view, sheet, row, level - up, index >> up));
      if (!kept) continue;
      const width = kept.width / 2 ** up;
      return { bitmap: kept, from: (index & (2 ** up - 1)) * width, width, exact: false };
    }
    return null;
  }

  #draw(view, sheet, row, level, index) {
    const count = 2 ** level;
    const [left, right] = [Math.round(row.width * index / count), Math.round(row.width * (index + 1) / count)];
    const span = row.bytes / count;
    const from = row.start + index * span;
    this.#scratch.width = Math.max(1, right - left);
    this.#scratch.height = row.height;
    const context = this.#scratch.getContext('2d', { alpha: false });
    context.fillStyle = view.look.pane;
    context.fillRect(0, 0, this.#scratch.width, row.height);
    // Textures begin at the row's corner, so that they meet where tiles do and move with the map.
    context.setTransform(view.ratio, 0, 0, view.ratio, -left, 0);
    drawRow(context, view.look, { ...row, w: row.width / view.ratio, h: row.height / view.ratio }, sheet, from, Math.min(row.end, from + span));
    this.counts.drawn++;
    return this.#scratch.transferToImageBitmap();
  }

  #keep(size, key, bitmap) {
    this.#sized.set(size, { bitmap, key });
    this.#latest.set(key, bitmap);
    this.counts.kept += bytesOf(bitmap);
    for (const [oldest, one] of this.#sized) {
      if (this.counts.kept <= bytesKept) break;
      this.#drop(oldest, one);
    }
  }

  #drop(size, { bitmap, key }) {
    this.#sized.delete(size);
    if (this.#latest.get(key) === bitmap) this.#latest.delete(key);
    this.counts.kept -= bytesOf(bitmap);
    bitmap.close();
  }

  close() {
    for (const [size, one] of this.#sized) this.#drop(size, one);
  }
}

const bytesOf = bitmap => 4 * bitmap.width * bitmap.height;
