// From the world to the screen and back, through the view's camera.
import { opensAt } from './geometry.js';

export const stripHeight = 14;
export const stripSpace = 40;

export const toScreenX = (view, x) => view.left + (x - view.camera.x0) / (view.camera.x1 - view.camera.x0) * (view.right - view.left);
export const toScreenY = (view, y) => view.top + (y - view.camera.y0) / (view.camera.y1 - view.camera.y0) * (view.bottom - view.top);
export const toWorldX = (view, x) => view.camera.x0 + (x - view.left) / (view.right - view.left) * (view.camera.x1 - view.camera.x0);
export const toWorldY = (view, y) => view.camera.y0 + (y - view.top) / (view.bottom - view.top) * (view.camera.y1 - view.camera.y0);

/** True where a cell of that width in the world shows the grid in it. */
export const opens = view => width => width / (view.camera.x1 - view.camera.x0) * (view.right - view.left) >= opensAt;

export function screenRect(view, rect) {
  const [x, y] = [toScreenX(view, rect.x), toScreenY(view, rect.y)];
  return { x, y, w: toScreenX(view, rect.x + rect.w) - x, h: toScreenY(view, rect.y + rect.h) - y };
}

export const hex = address => '0x' + Math.round(address).toString(16);

/** The text, or as much of it as that width has room for; nothing rather than a stump. */
export function shorten(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 0 && context.measureText(text.slice(0, length) + '…').width > width) length--;
  return length > 8 ? text.slice(0, length).trimEnd() + '…' : '';
}
