// The detail map: sections of rows, each row out of tiles, and over it what a transition is changing.
import { drawRowCoarsely } from './rows.js';
import { writeRow } from './quick.js';
import { opensAt } from './geometry.js';
import { addGutter } from './gutters.js';
import { toScreenX, toScreenY } from './screen.js';
import { Tiles } from './tiles.js';

// Device pixels of a row that is worth a tile: taller than a screen it is one colour, and a canvas has its limits.
const tallest = 4096;

/** A section's rows: written to the view's pixels in a quick frame, else laid on the canvas. */
export function paintSection(view, section) {
  const [top, bottom] = [toScreenY(view, section.top), toScreenY(view, section.bottom)];
  const [left, right] = [toScreenX(view, 0), toScreenX(view, 1)];
  paintGrid(view, section, 0, section.start, { x: left, y: top, w: right - left, h: bottom - top });
  if (section.isCarveOut) view.frames.push({ x: left - 2, y: top - 2, w: right - left + 4, h: bottom - top + 4, colour: view.look.t2, width: 1.4 });
}

/** Around a section, and around each cell that shows the grid in it. */
export function paintFrames(view) {
  const { context: c } = view;
  for (const { x, y, w, h, colour, width } of view.frames) {
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.strokeRect(x, y, w, h);
  }
}

function paintGrid(view, section, depth, base, rect) {
  const grid = section.grids[depth];
  const [rowHeight, cellWidth] = [rect.h / grid.rows, rect.w / grid.columns];
  const bytes = grid.unit * grid.columns;
  const end = depth === 0 ? section.end : Math.min(section.end, base + section.grids[depth - 1].unit);
  const [firstRow, lastRow] = between(grid.rows, (view.top - rect.y) / rowHeight, (view.bottom - rect.y) / rowHeight);
  const [firstColumn, lastColumn] = between(grid.columns, (view.left - rect.x) / cellWidth, (view.right - rect.x) / cellWidth);
  const deeper = depth + 1 < section.grids.length && cellWidth >= opensAt;
  // A row keeps a pixel or two to the next, so that rows are told apart.
  const gap = rowHeight > 40 ? 3 : section.isCarveOut || rowHeight > 11 ? 1.5 : 1;
  for (let index = firstRow; index < lastRow; index++) {
    const y = rect.y + index * rowHeight;
    const start = base + index * bytes;
    if (start >= end) break;
    if (!deeper) {
      const row = {
        section, depth, grid, start, bytes, end: Math.min(end, start + bytes),
        width: Math.max(1, Math.round(rect.w * view.ratio)), height: Math.max(1, Math.round((rowHeight - gap) * view.ratio)),
      };
      const [left, top] = [Math.round(rect.x * view.ratio), Math.round(y * view.ratio)];
      if (view.isQuick) writeRow(view.pixels, view, row, view.sheet, left, top);
      else paintRow(view, row, left, top);
      addGutter(view, start + firstColumn * grid.unit, y, rowHeight, index, depth);
      continue;
    }
    for (let column = firstColumn; column < lastColumn && start + column * grid.unit < end; column++) {
      const cell = { x: rect.x + column * cellWidth + 2, y: y + 2, w: cellWidth - 4, h: rowHeight - 4 };
      paintGrid(view, section, depth + 1, start + column * grid.unit, cell);
      view.frames.push({ x: cell.x - 1.5, y: cell.y - 1.5, w: cell.w + 3, h: cell.h + 3, colour: view.look.line2, width: 1 });
    }
  }
}

const between = (count, low, high) => [Math.min(count, Math.max(0, Math.floor(low))), Math.min(count, Math.max(0, Math.ceil(high)))];

/** Lays a row's tiles with its corner at that device pixel. */
function paintRow(view, row, left, top) {
  const level = Tiles.levelOf(row.width);
  const count = 2 ** level;
  const [low, high] = [(view.left - 3) * view.ratio - left, (view.right + 3) * view.ratio - left];
  const [first, last] = between(count, low / row.width * count, high / row.width * count);
  for (let index = first; index < last; index++) {
    const from = row.start + row.bytes * index / count;
    if (from >= row.end) break;
    const x = Math.round(row.width * index / count);
    const part = { rowLeft: left, left: left + x, top, width: Math.round(row.width * (index + 1) / count) - x, from, to: Math.min(row.end, from + row.bytes / count), bytes: row.bytes / count };
    const pieces = view.transition?.piecesIn(row.section, row.depth, part.from, part.to) ?? [];
    lay(view, pieces.length > 0 ? view.transition.before : view.sheet, row, level, index, part);
    for (const piece of pieces) change(view, row, level, index, part, piece);
  }
}

/** Lays the part's tile in a sheet, or a strip of it between two device pixels. */
function lay(view, sheet, row, level, index, part, low = part.left, high = part.left + part.width) {
  const { context: c } = view;
  const tile = row.height > tallest ? null : view.tiles.find(view, sheet, row, level, index, view.isScaling);
  const [left, width] = [Math.max(low, part.left), Math.min(high, part.left + part.width) - Math.max(low, part.left)];
  if (width <= 0) return;
  if (!tile && !view.transition) {
    view.pixels.fit(view);
    view.pixels.showPart(c, part.left, part.top, part.width, row.height, () => writeRow(view.pixels, view, row, sheet, part.rowLeft, part.top, part.left, part.left + part.width));
    return;
  }
  c.save();
  c.setTransform(1, 0, 0, 1, 0, 0);
  if (tile) {
    // What stands in for a moment is not worth being smoothed, which takes longer than all else.
    c.imageSmoothingEnabled = tile.exact;
    const scale = tile.width / part.width;
    c.drawImage(tile.bitmap, tile.from + (left - part.left) * scale, 0, Math.max(width * scale, 1e-3), tile.bitmap.height, left, part.top, width, row.height);
  } else {
    drawRowCoarsely(c, view.look, row, sheet, part.from, part.to, address => part.left + (address - part.from) / part.bytes * part.width, part.top, row.height);
  }
  c.restore();
}

/** What a piece of the part becomes, as far as its act has come. */
function change(view, row, level, index, part, piece) {
  const { context: c, look, transition } = view;
  const x = address => part.left + (address - part.from) / part.bytes * part.width;
  const [low, high] = [x(Math.max(piece.start, part.from)), x(Math.min(piece.end, part.to))];
  const [gone, passed, come] = transition.acts;
  if (piece.act === 3) {
    const reached = x(piece.from + (piece.to - piece.from) * come);
    lay(view, view.sheet, row, level, index, part, Math.round(low), Math.round(Math.min(high, reached)));
    return;
  }
  const share = piece.act === 1 ? gone : passed;
  if (share > 0) {
    c.globalAlpha = share;
    lay(view, view.sheet, row, level, index, part, Math.round(low), Math.round(high));
    c.globalAlpha = 1;
  }
  if (piece.act !== 2 || share <= 0 || share >= 1 || high - low < 3) return;
  // What passes to another owner stays where it is: its outline is lit while the fill changes under it.
  c.save();
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.globalAlpha = Math.min(1, 4 * share * (1 - share));
  c.strokeStyle = look.ink;
  c.lineWidth = 1.5 * view.ratio;
  c.strokeRect(low, part.top, high - low, row.height);
  c.restore();
}
