// The canvas's pixels in one array, for frames that are written rather than drawn and then shown by one copy.
import { mixed, paletteOf } from './palette.js';

const mostLines = 24;

export class Pixels {
  #image = null;
  #look = null;
  // Lines on which all that is not written by now is ground.
  #begun = null;

  /** The pixels in memory's order, `stride` to a line. */
  words = null;
  stride = 0;

  /** Fits the array to the view's canvas; what rows may cover lies between left, right, top and bottom, and beside it is ground. */
  fit({ context: { canvas }, look, left, right, top, bottom, ratio }) {
    if (this.#look === look) return;
    this.#look = look;
    if (this.#image?.width !== canvas.width || this.#image.height !== canvas.height) {
      this.#image = new ImageData(canvas.width, canvas.height);
      this.words = new Uint32Array(this.#image.data.buffer);
      this.stride = canvas.width;
      this.#begun = new Uint8Array(canvas.height);
    }
    this.ground = paletteOf(look).ground;
    this.left = Math.max(0, Math.floor((left - 3) * ratio));
    this.right = Math.min(canvas.width, Math.ceil((right + 3) * ratio));
    this.top = Math.max(0, Math.round(top * ratio));
    this.bottom = Math.min(canvas.height, Math.round(bottom * ratio));
    this.words.fill(this.ground);
  }

  /** Begins a frame: nothing of it is written. */
  begin() {
    this.#begun.fill(0);
  }

  /** Called before something is written over all of x0 to x1 on lines y0 to y1: what is left of the last frame beside it goes. */
  open(x0, x1, y0, y1) {
    const { words, stride, ground } = this;
    for (let y = y0; y < y1; y++) {
      if (this.#begun[y]) continue;
      this.#begun[y] = 1;
      words.fill(ground, y * stride, y * stride + x0);
      words.fill(ground, y * stride + x1, (y + 1) * stride);
    }
  }

  /** The same for lines on which nothing else lies: they are ground altogether, but those from y1 to y2, which repeat others. */
  openAlone(y0, y1, y2, y3) {
    this.#begun.fill(1, y0, y3);
    this.words.fill(this.ground, y0 * this.stride, y1 * this.stride);
    if (y2 < y3) this.words.fill(this.ground, y2 * this.stride, y3 * this.stride);
  }

  /** Makes lines y0 to y1 what the `period` lines above them are, beside x0 and x1 too where nothing else lies there. */
  repeat(period, y0, y1, x0, x1, isAlone) {
    const { words, stride } = this;
    if (!isAlone) {
      for (let y = y0; y < y1; y++) words.copyWithin(y * stride + x0, (y - period) * stride + x0, (y - period) * stride + x1);
      return;
    }
    // Ever more at once, as far as a processor has it at hand.
    for (let from = y0 - period, y = y0, lines = period; y < y1;) {
      const count = Math.min(lines, y1 - y);
      words.copyWithin(y * stride, from * stride, (from + count) * stride);
      y += count;
      if (lines < mostLines) lines = Math.floor((y - from) / period) * period;
    }
  }

  /** Ends a frame's rows: lines on which none lies are ground. */
  close() {
    const begun = this.#begun;
    for (let y = 0; y < begun.length; y++) {
      const first = y;
      while (y < begun.length && !begun[y]) y++;
      if (first < y) this.words.fill(this.ground, first * this.stride, y * this.stride);
    }
  }

  /** Copies a sprite that is as wide as the canvas to its top. */
  layAtTop(sprite) {
    this.#begun.fill(1, 0, sprite.height);
    this.words.set(sprite.words);
  }

  /** Copies a sprite to where its corner is, as far as rows may reach down and up; its ground covers nothing. */
  lay(sprite, x, y) {
    const { words, stride, ground } = this;
    const [from, to] = [Math.max(0, -x), Math.min(sprite.width, stride - x)];
    const last = Math.min(sprite.height, this.bottom - y);
    for (let line = Math.max(0, this.top - y); line < last; line++) {
      const row = line * sprite.width, out = (y + line) * stride + x;
      for (let i = from; i < to; i++) {
        const word = sprite.words[row + i];
        if (word !== ground) words[out + i] = word;
      }
    }
  }

  /** Fills a rectangle over ground, pixels at its sides as far as it covers them. */
  cover(word, x0, y0, x1, y1) {
    const share = (at, low, high) => Math.min(at + 1, high) - Math.max(at, low);
    for (let y = Math.floor(y0); y < y1; y++) {
      const line = y * this.stride, down = share(y, y0, y1);
      const [first, last] = [Math.floor(x0), Math.ceil(x1) - 1];
      if (last > first + 1) this.words.fill(mixed(this.ground, word, down), line + first + 1, line + last);
      this.words[line + first] = mixed(this.ground, word, down * share(first, x0, x1));
      if (last > first) this.words[line + last] = mixed(this.ground, word, down * share(last, x0, x1));
    }
  }

  /** Fills a part with ground. */
  clear(x0, y0, x1, y1) {
    for (let y = y0; y < y1; y++) this.words.fill(this.ground, y * this.stride + x0, y * this.stride + x1);
  }

  /** Shows all of it. */
  show(context) {
    context.putImageData(this.#image, 0, 0);
  }

  /** Shows what `write` writes into a part, as far as rows may reach. */
  showPart(context, left, top, width, height, write) {
    const [x, y] = [Math.max(left, this.left), Math.max(top, this.top)];
    const [w, h] = [Math.min(left + width, this.right) - x, Math.min(top + height, this.bottom) - y];
    if (w <= 0 || h <= 0) return;
    this.clear(x, y, x + w, y + h);
    write();
    context.putImageData(this.#image, 0, 0, x, y, w, h);
  }
}
