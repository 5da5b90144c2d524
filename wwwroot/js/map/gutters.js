// The address of each row, at its left; fewer where rows are too thin.
import { hex } from './screen.js';
import { baselineOf, lineOf } from './sprites.js';

const [charHeight, apart] = [11, 11];
// A character of a written frame lies at one of so many places in its pixel.
const places = 4;

export function addGutter(view, address, y, rowHeight, row, depth) {
  if (view.camera.x1 - view.camera.x0 < 1 && depth === 0 && rowHeight < 9) return;
  const every = Math.max(1, Math.ceil(13 / rowHeight));
  if (row % every || y + rowHeight < view.top || y > view.bottom) return;
  const middle = Math.max(view.top + 6, y + Math.min(rowHeight, 26) / 2);
  view.gutters.push({ y: middle, address });
}

export function paintGutters(view) {
  const { context: c, look } = view;
  if (!view.isQuick || look.advance === undefined) {
    setFont(c, look);
    c.textAlign = 'right';
    // The same for every character of this font.
    look.advance = c.measureText('0').width;
    look.baseline = baselineOf(c);
  }
  let last = -Infinity;
  for (const { y, address } of view.gutters.sort((a, b) => a.y - b.y)) {
    if (y - last < apart) continue;
    if (view.isQuick) write(view, hex(address), view.left - 8, y);
    else c.fillText(hex(address), view.left - 8, y);
    last = y;
  }
}

function setFont(c, look) {
  c.font = `9px ${look.mono}`;
  c.textBaseline = 'middle';
  c.fillStyle = look.t2;
}

/** Writes a text that ends at `right` into the view's pixels, out of sprites of its characters. */
function write(view, text, right, y) {
  const { pixels, ratio, look } = view;
  const { advance } = look;
  const sprites = look.characters ??= [];
  const line = lineOf(ratio, y, charHeight, look.baseline);
  for (let i = 0; i < text.length; i++) {
    const at = Math.round((right - (text.length - i) * advance) * ratio * places);
    const index = text.charCodeAt(i) * places + at % places;
    const sprite = sprites[index] ??= view.sprites.draw(view, advance + 2, charHeight, context => {
      setFont(context, look);
      context.textAlign = 'left';
      context.fillText(text[i], at % places / places / ratio, charHeight / 2);
    });
    pixels.lay(sprite, Math.floor(at / places), line);
  }
}
