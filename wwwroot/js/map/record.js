// What a frame of the map says and outlines, as data: by drawing it for a context that takes notes. For tests, and for whoever opens the console.
import { paint } from './paint.js';

/** @returns {{ texts: { text, x, y }[], boxes: { x, y, w, h }[] }} in CSS pixels, the text's x being its left end */
export function record(view) {
  const [texts, boxes] = [[], []];
  const { context } = view;
  const notes = new Proxy(context, {
    get(target, name) {
      const value = target[name];
      if (typeof value !== 'function') return value;
      return (...given) => {
        if (name === 'fillText') {
          const width = target.measureText(given[0]).width;
          texts.push({ text: given[0], x: given[1] - (target.textAlign === 'center' ? width / 2 : target.textAlign === 'right' ? width : 0), y: given[2] });
        }
        if (name === 'strokeRect') boxes.push({ x: given[0], y: given[1], w: given[2], h: given[3] });
        return value.apply(target, given);
      };
    },
    set(target, name, value) {
      target[name] = value;
      return true;
    },
  });
  paint({ ...view, context: notes });
  return { texts, boxes };
}
