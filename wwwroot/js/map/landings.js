// Where DMA landed in this step: a ring, and where it comes in from outside.
import { cellSeen } from './geometry.js';
import { opens, screenRect } from './screen.js';

/** How long a landing stands out, in milliseconds; then its ring stays, quieter, to be read. */
export const ringTime = 400;
const rested = 0.66;

export function ring(view, x, y, radius, age = 1) {
  const { context: c, look } = view;
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.fillStyle = look.pane;
  c.fill();
  c.strokeStyle = look.ink;
  circle(c, x, y, radius - 0.9, 1.8, 1 - (1 - rested) * age);
  if (age < 1) circle(c, x, y, radius + 2 + 2 * age, 1.4, 0.8 * (1 - age));
}

function circle(c, x, y, radius, width, alpha) {
  c.globalAlpha = alpha;
  c.lineWidth = width;
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.stroke();
  c.globalAlpha = 1;
}

/** Where rings will lie, so that names keep clear of them. */
export function placeLandings(view) {
  view.rings = [];
  const see = opens(view);
  for (const address of view.sheet.scene.landings) {
    const section = view.world.sections.find(one => address >= one.start && address < one.end);
    if (!section) continue;
    const cell = cellSeen(section, address, see);
    const rect = screenRect(view, cell);
    const [x, y] = [rect.x + rect.w / 2, rect.y + rect.h / 2];
    if (x < view.left || x > view.right || y < view.top || y > view.bottom) continue;
    const radius = Math.min(5, Math.max(3.2, rect.w / 2 - 1.5));
    view.rings.push({ x, y, radius, comesIn: section.isCarveOut && cell.depth === 0 });
    view.taken.push({ x: x - radius - 2, y: y - radius, w: 2 * radius + 4, h: 2 * radius });
  }
}

export function paintLandings(view) {
  const { context: c, look } = view;
  for (const { x, y, radius } of view.rings) ring(view, x, y, radius, view.ringAge);
  const rows = new Set(view.rings.filter(one => one.comesIn).map(one => Math.round(one.y)));
  if (rows.size === 0 || view.narrow) return;
  // From outside: DMA comes in at these rows.
  const [x, ys] = [view.right + 6, [...rows].sort((a, b) => a - b)];
  c.strokeStyle = c.fillStyle = look.ink;
  c.lineWidth = 1.2;
  c.beginPath();
  for (const y of ys) {
    c.moveTo(x + 3, y);
    c.lineTo(x + 11, y);
  }
  c.moveTo(x + 11, ys[0]);
  c.lineTo(x + 11, ys[ys.length - 1]);
  c.stroke();
  for (const y of ys) {
    c.beginPath();
    c.moveTo(x - 1, y);
    c.lineTo(x + 5, y - 3.5);
    c.lineTo(x + 5, y + 3.5);
    c.fill();
  }
}
