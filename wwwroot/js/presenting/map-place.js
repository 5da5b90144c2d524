// Places on the memory map as addresses: the same cell is elsewhere in a window of another size, or where the camera is another.
import { cellAt, cellSeen, cellUnder, sectionAt } from '../map/geometry.js';
import { opens, toScreenX, toScreenY, toWorldX, toWorldY } from '../map/screen.js';

const part = (value, from, size) => Math.min(1, Math.max(0, (value - from) / size));
const viewOf = host => (host?.mapView?.world && host.clientWidth > 0 ? host.mapView : null);

/** The map's cell under a pointer event, and where in it; null beside the map's cells. */
export function onMap(event) {
  const host = event.target.closest?.('.explorer .map-host');
  const view = viewOf(host);
  if (!view) return null;
  const box = host.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  if (x < view.left || x > view.right || y < view.top || y > view.bottom) return null;
  const [worldX, worldY] = [toWorldX(view, x), toWorldY(view, y)];
  const cell = cellUnder(view.world, worldX, worldY, opens(view));
  return cell && { address: cell.start, depth: cell.depth, x: part(worldX, cell.x, cell.w), y: part(worldY, cell.y, cell.h) };
}

/** Where a place in a cell is on the page; at the map's edge, and said to be beyond it, where the camera shows something else. Null where there is no map. */
export function outOfMap(address, depth, x, y) {
  const host = document.querySelector('.explorer .map-host');
  const view = viewOf(host);
  if (!view) return null;
  const section = sectionAt(view.world, address);
  const cell = cellAt(section, address, Math.min(depth, section.grids.length - 1));
  const [mapX, mapY] = [toScreenX(view, cell.x + x * cell.w), toScreenY(view, cell.y + y * cell.h)];
  const shown = { x: Math.min(view.right, Math.max(view.left, mapX)), y: Math.min(view.bottom, Math.max(view.top, mapY)) };
  const box = host.getBoundingClientRect();
  return { x: box.left + shown.x, y: box.top + shown.y, isBeyond: shown.x !== mapX || shown.y !== mapY };
}

/** The middle of the selected cell on the page; null where nothing is selected, several cells are, or the map shows something else. */
export function selectedOnMap() {
  const host = document.querySelector('.explorer .map-host');
  const view = viewOf(host);
  const start = view?.selected?.start;
  const section = start === undefined ? null : view.world.sections.find(one => start >= one.start && start < one.end);
  if (!section) return null;
  const cell = cellSeen(section, start, opens(view));
  // The outline of several cells is large enough to be seen.
  if (view.selected.end > cell.start + cell.unit) return null;
  const [x, y] = [toScreenX(view, cell.x + cell.w / 2), toScreenY(view, cell.y + cell.h / 2)];
  if (x < view.left || x > view.right || y < view.top || y > view.bottom) return null;
  const box = host.getBoundingClientRect();
  return { x: box.left + x, y: box.top + y };
}
