// Pictures of words and of single characters, as pixels: drawn once, and from then on copied into frames that are written rather than drawn.

// More are forgotten all at once: what is on screen is soon there again.
const most = 600;

export class Sprites {
  #kept = new Map();
  #context = null;

  /**
   * The picture with that key, drawn where there is none yet.
   * @param key what it says and how; the view's look is added
   * @param width with `height`, its size in CSS pixels
   * @param draw draws it on the context that it is given, in CSS pixels
   * @returns { width, height, words } in device pixels
   */
  find({ look, ratio }, key, width, height, draw) {
    if (this.look !== look) this.#kept.clear();
    this.look = look;
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    const context = this.#roomFor(wide, high);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = look.pane;
    context.fillRect(0, 0, wide, high);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context);
    const sprite = { width: wide, height: high, words: new Uint32Array(context.getImageData(0, 0, wide, high).data.buffer) };
    if (this.#kept.size >= most) this.#kept.clear();
    this.#kept.set(key, sprite);
    return sprite;
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
