// Pictures of words and of single characters, as pixels: drawn once, and from then on copied into frames that are written rather than drawn.

// More are forgotten all at once: what is on screen is soon there again.
const most = 40;

/** The device pixel on which a sprite begins so that words in the middle of its height stand where the same words would at y, whose baseline is on a whole pixel. */
export const lineOf = (ratio, y, height, baseline) => Math.round((y + baseline) * ratio) - Math.round((height / 2 + baseline) * ratio);

/** How far below the middle of its line the font that is set has its baseline. */
export const baselineOf = context => -(context.measureText('0').alphabeticBaseline ?? 0);

export class Sprites {
  #kept = new Map();
  #look = null;
  #context = null;

  /** The picture with that key in the view's look, drawn where there is none yet. */
  find(view, key, width, height, draw) {
    if (this.#look !== view.look) this.#kept.clear();
    this.#look = view.look;
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const sprite = this.draw(view, width, height, draw);
    if (this.#kept.size >= most) this.#kept.clear();
    this.#kept.set(key, sprite);
    return sprite;
  }

  /**
   * @param width with `height`, its size in CSS pixels
   * @param draw draws it on the context that it is given, in CSS pixels
   * @returns { width, height, words } in device pixels
   */
  draw({ look, ratio }, width, height, draw) {
    const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    const context = this.#roomFor(wide, high);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = look.pane;
    context.fillRect(0, 0, wide, high);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context);
    return { width: wide, height: high, words: new Uint32Array(context.getImageData(0, 0, wide, high).data.buffer) };
  }

  /** To give a canvas another size takes longer than most pictures, so it only grows. */
  #roomFor(wide, high) {
    const context = this.#context ??= new OffscreenCanvas(wide, high).getContext('2d', { alpha: false, willReadFrequently: true });
    const { canvas } = context;
    if (canvas.width < wide) canvas.width = wide;
    if (canvas.height < high) canvas.height = high;
    return context;
  }
}
