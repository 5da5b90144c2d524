// The camera: a rectangle of the world. All of it is arithmetic; who moves it and when is map.js's.
import { cellAt, cellUnder, pageSize, sectionAt } from './geometry.js';
import { opens, toWorldX, toWorldY } from './screen.js';

export const home = view => ({ x0: 0, x1: 1, y0: 0, y1: Math.min(view.world.height, Math.max(view.bottom - view.top, 1)) });

export const isHome = view => view.camera.x1 - view.camera.x0 > 0.995 && view.camera.y1 - view.camera.y0 > home(view).y1 - 0.5 && view.camera.y0 < 0.5;

/** Between two cameras, geometric in scale: equal times for equal factors, about the one point that stays where it is. */
export function blend(from, to, t) {
  const axis = (a0, a1, b0, b1) => {
    const [a, b] = [a1 - a0, b1 - b0];
    if (Math.abs(a - b) < 1e-12 * Math.max(a, b)) return [a0 + (b0 - a0) * t, a1 + (b1 - a1) * t];
    const span = a * (b / a) ** t;
    const fixed = (a0 * b - b0 * a) / (b - a);
    const low = fixed + (a0 - fixed) * (span / a);
    return [low, low + span];
  };
  const [x0, x1] = axis(from.x0, from.x1, to.x0, to.x1);
  const [y0, y1] = axis(from.y0, from.y1, to.y0, to.y1);
  return { x0, x1, y0, y1 };
}

/** The camera, moved back into the world. */
export function clamp(view, camera) {
  const slide = (low, high, most) => {
    const span = Math.min(high - low, most);
    const start = Math.min(Math.max(low, 0), most - span);
    return [start, start + span];
  };
  const [x0, x1] = slide(camera.x0, camera.x1, 1);
  const [y0, y1] = slide(camera.y0, camera.y1, Math.max(view.world.height, home(view).y1));
  return { x0, x1, y0, y1 };
}

/** Zoomed about a point of the screen. Cells are taller than wide in their rows, so the two axes scale differently. */
export function zoomed(view, factor, screenX, screenY) {
  const { camera, world } = view;
  const [x, y] = [toWorldX(view, screenX), toWorldY(view, screenY)];
  const cell = cellUnder(world, x, y, () => false);
  if (!cell) return camera;
  const scale = 1 / (camera.x1 - camera.x0);
  const columns = cell.section.grids.slice(0, -1).reduce((product, grid) => product * grid.columns, 1);
  const blockHeight = cell.section.pitch / cell.section.grids.slice(1, -1).reduce((product, grid) => product * grid.rows, 1);
  const power = scale < columns ? Math.log(Math.max(2, home(view).y1 / blockHeight)) / Math.log(columns) : 0.5;
  const [fx, fy] = [1 / factor, (1 / factor) ** power];
  const to = clamp(view, { x0: x + (camera.x0 - x) * fx, x1: x + (camera.x1 - x) * fx, y0: y + (camera.y0 - y) * fy, y1: y + (camera.y1 - y) * fy });
  // At full width there is height left to win back.
  return factor < 1 && to.x1 - to.x0 > 0.999 ? clamp(view, { ...to, y1: to.y1 + home(view).y1 * (1 / factor - 1) / 2 }) : to;
}

/** The camera for what a link names. */
export function cameraTo(view, start, length, name) {
  if (!name || name === 'Space') return home(view);
  const section = sectionAt(view.world, start);
  const end = start + length;
  if (name === 'Block' || name === 'Gigabyte') {
    const last = sectionAt(view.world, end - 1);
    if (start <= section.start && end >= last.end) return clamp(view, { x0: 0, x1: 1, y0: section.top - 6, y1: Math.max(last.bottom + 6, section.top + 20) });
    return around(view, section, start, end, section.grids.length - 2, last);
  }
  return around(view, section, start, end, section.grids.length - 1, section, name !== 'Page');
}

function around(view, section, start, end, depth, last = section, isPage = false) {
  const [a, b] = [cellAt(section, start, depth), cellAt(last, Math.max(start, end - 1), depth)];
  const box = { x0: Math.min(a.x, b.x), x1: Math.max(a.x + a.w, b.x + b.w), y0: a.y, y1: Math.max(a.y + a.h, b.y + b.h) };
  if (isPage) return box;
  return box.x1 - box.x0 > 0.999 ? clamp(view, { ...box, x0: 0, x1: 1 }) : box;
}

/** Where the camera is, as a link names it. */
export function placeOf(view) {
  const { camera, world } = view;
  const see = opens(view);
  const inset = { x: (camera.x1 - camera.x0) * 1e-6, y: (camera.y1 - camera.y0) * 1e-6 };
  const a = cellUnder(world, camera.x0 + inset.x, camera.y0 + inset.y, see);
  const b = cellUnder(world, camera.x1 - inset.x, camera.y1 - inset.y, see);
  const middle = cellUnder(world, (camera.x0 + camera.x1) / 2, (camera.y0 + camera.y1) / 2, see);
  if (middle.unit === pageSize && middle.w / (camera.x1 - camera.x0) > 0.5) return { start: middle.start, length: pageSize, level: 'Entry' };
  const start = Math.min(a.start, b.start);
  const end = Math.max(Math.min(a.start + a.unit, a.section.end), Math.min(b.start + b.unit, b.section.end));
  return { start, length: Math.max(end - start, middle.unit), level: middle.unit === pageSize ? 'Page' : 'Block' };
}

/** The addresses that the map shows. */
export function shownRange(view) {
  const { sections } = view.sheet.scene;
  if (isHome(view)) return { start: sections[0]?.start ?? 0, end: Math.max(0, ...sections.map(one => one.start + one.length)) };
  const { start, length } = placeOf(view);
  return { start, end: start + length };
}

/** The camera for one cell, a grid further in. */
export function into(view, cell) {
  if (cell.unit === pageSize) return cameraTo(view, cell.start, pageSize, 'Entry');
  if (cell.depth + 1 >= cell.section.grids.length) return null;
  const rect = cellAt(cell.section, cell.start, cell.depth);
  return { x0: rect.x, x1: rect.x + rect.w, y0: rect.y, y1: rect.y + rect.h };
}

/** The camera for what holds what is shown. */
export function outOf(view) {
  const { start, level } = placeOf(view);
  const section = sectionAt(view.world, start);
  if (level === 'Entry') {
    const block = cellAt(section, start, section.grids.length - 2);
    return cameraTo(view, block.start, block.unit, 'Page');
  }
  return level === 'Page' ? cameraTo(view, section.start, section.length, 'Block') : home(view);
}
