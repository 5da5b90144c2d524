// Draws a scene through a camera. Every call draws all that is in view; what is not in view is not visited.
import { Fill } from './map-textures.js';
import { cellAt, firstAfter, opensAt } from './map-geometry.js';

const stripHeight = 14;
export const stripSpace = 40;

/** @param view { context, width, height, left, right, top, bottom, camera, world, scene, look, look2, acts, selected, hovered } */
export function paint(view) {
  const { context: c, look } = view;
  c.fillStyle = look.pane;
  c.fillRect(0, 0, view.width, view.height);
  view.taken = [];
  view.gutters = [];
  view.gutterAt = undefined;
  c.save();
  c.beginPath();
  c.rect(0, view.top, view.width, view.bottom - view.top);
  c.clip();
  placeLandings(view);
  for (const section of view.world.sections) paintSection(view, section);
  paintGutters(view);
  paintHeads(view);
  paintLandings(view);
  paintFindings(view);
  paintOutline(view, view.hovered, 1);
  paintOutline(view, view.selected, 2);
  c.restore();
  paintStrip(view);
}

export const toScreenX = (view, x) => view.left + (x - view.camera.x0) / (view.camera.x1 - view.camera.x0) * (view.right - view.left);
export const toScreenY = (view, y) => view.top + (y - view.camera.y0) / (view.camera.y1 - view.camera.y0) * (view.bottom - view.top);
export const toWorldX = (view, x) => view.camera.x0 + (x - view.left) / (view.right - view.left) * (view.camera.x1 - view.camera.x0);
export const toWorldY = (view, y) => view.camera.y0 + (y - view.top) / (view.bottom - view.top) * (view.camera.y1 - view.camera.y0);

/** True where a cell of that width in the world shows the grid in it. */
export const opens = view => width => width / (view.camera.x1 - view.camera.x0) * (view.right - view.left) >= opensAt;

function screenRect(view, rect) {
  const [x, y] = [toScreenX(view, rect.x), toScreenY(view, rect.y)];
  return { x, y, w: toScreenX(view, rect.x + rect.w) - x, h: toScreenY(view, rect.y + rect.h) - y };
}

function paintSection(view, section) {
  const { context: c, look } = view;
  const [top, bottom] = [toScreenY(view, section.top), toScreenY(view, section.bottom)];
  if (bottom < view.top || top > view.bottom) return;
  const [left, right] = [toScreenX(view, 0), toScreenX(view, 1)];
  c.save();
  c.beginPath();
  c.rect(view.left - 3, view.top, view.right - view.left + 6, view.bottom - view.top);
  c.clip();
  paintGrid(view, section, 0, section.start, { x: left, y: top, w: right - left, h: bottom - top });
  if (section.isCarveOut) {
    c.strokeStyle = look.t2;
    c.lineWidth = 1.4;
    c.strokeRect(left - 2, top - 2, right - left + 4, bottom - top + 4);
  }
  paintMarks(view, section);
  paintLabels(view, section);
  c.restore();
}

function paintGrid(view, section, depth, base, rect) {
  const grid = section.grids[depth];
  const [rowHeight, cellWidth] = [rect.h / grid.rows, rect.w / grid.columns];
  const rowBytes = grid.unit * grid.columns;
  const end = depth === 0 ? section.end : Math.min(section.end, base + section.grids[depth - 1].unit);
  const clampRow = row => Math.min(grid.rows, Math.max(0, row));
  const [firstRow, lastRow] = [clampRow(Math.floor((view.top - rect.y) / rowHeight)), clampRow(Math.ceil((view.bottom - rect.y) / rowHeight))];
  const clampColumn = column => Math.min(grid.columns, Math.max(0, column));
  const [firstColumn, lastColumn] = [clampColumn(Math.floor((view.left - rect.x) / cellWidth)), clampColumn(Math.ceil((view.right - rect.x) / cellWidth))];
  const deeper = depth + 1 < section.grids.length && cellWidth >= opensAt;
  // A row keeps a pixel or two to the next, so that rows are told apart.
  const gap = rowHeight > 40 ? 3 : section.isCarveOut || rowHeight > 11 ? 1.5 : 1;
  for (let row = firstRow; row < lastRow; row++) {
    const y = rect.y + row * rowHeight;
    const rowStart = base + row * rowBytes;
    if (rowStart >= end) break;
    if (deeper) {
      for (let column = firstColumn; column < lastColumn; column++) {
        const start = rowStart + column * grid.unit;
        if (start >= end) break;
        const cell = { x: rect.x + column * cellWidth + 2, y: y + 2, w: cellWidth - 4, h: rowHeight - 4 };
        paintGrid(view, section, depth + 1, start, cell);
        view.context.strokeStyle = view.look.line2;
        view.context.lineWidth = 1;
        view.context.strokeRect(cell.x - 1.5, cell.y - 1.5, cell.w + 3, cell.h + 3);
      }
      continue;
    }
    paintRow(view, section, depth, rowStart, Math.min(end, rowStart + rowBytes), rowBytes, grid, { x: rect.x, y, w: rect.w, h: rowHeight - gap }, firstColumn, lastColumn);
    gutter(view, rowStart + firstColumn * grid.unit, y, rowHeight, row, section, depth);
  }
}

function paintRow(view, section, depth, start, end, rowBytes, grid, rect, firstColumn, lastColumn) {
  const { context: c, look } = view;
  const source = section.isCarveOut && depth === 0 ? view.blocks : view.extents;
  const scale = rect.w / rowBytes;
  const [from, to] = [start + firstColumn * grid.unit, Math.min(end, start + lastColumn * grid.unit)];
  const cellWidth = grid.unit * scale;
  const cells = cellWidth >= 7 || (section.isCarveOut && cellWidth >= 5);
  const x = address => rect.x + (address - start) * scale;
  if (!cells) {
    c.strokeStyle = look['own-free-line'];
    c.lineWidth = 1;
    const [left, right] = [Math.max(rect.x, view.left - 2), Math.min(x(end), view.right + 2)];
    c.strokeRect(left + 0.5, rect.y + 0.5, right - left - 1, rect.h - 1);
  }
  for (let i = firstAfter(source, from); i < source.length && source[i].start < to; i++) {
    const run = source[i];
    const [a, b] = [Math.max(run.start, from), Math.min(run.end, to)];
    const [x0, x1] = [x(a), x(b)];
    if (x1 - x0 < 0.6) continue;
    if (run.act) paintPiece(view, run, a, b, x, rect);
    else fill(view, run.fill, x0, rect.y, x1 - x0, rect.h);
    if (cells && isEmpty(run.fill)) {
      c.strokeStyle = look['own-free-line'];
      c.lineWidth = 1;
      for (let cell = Math.ceil((a - start) / grid.unit); start + (cell + 1) * grid.unit <= b; cell++)
        c.strokeRect(Math.round(rect.x + cell * cellWidth) + 1.5, Math.round(rect.y) + 0.5, Math.max(1, Math.round(cellWidth) - 2), Math.max(1, Math.round(rect.h) - 1));
    }
  }
  if (cells) {
    c.fillStyle = look.pane;
    const line = cellWidth > 30 ? 2 : 1;
    for (let column = firstColumn; column <= lastColumn; column++) c.fillRect(Math.round(rect.x + column * cellWidth), rect.y, line, rect.h);
  }
  underline(view, view.scene.reached, from, to, x, rect, look.t1);
  if (cells && cellWidth >= 26 && rect.h >= 10) numbers(view, section, depth, start, grid, rect, firstColumn, lastColumn, end);
}

/** A run that changes, drawn at the act that the transition has reached. */
function paintPiece(view, run, a, b, x, rect) {
  const c = view.context;
  const [gone, passed, come] = view.acts;
  const [x0, width] = [x(a), x(b) - x(a)];
  if (run.act === 3) {
    fill(view, run.was, x0, rect.y, width, rect.h);
    const reached = run.from + (run.to - run.from) * come;
    if (reached > a) fill(view, run.fill, x0, rect.y, x(Math.min(b, reached)) - x0, rect.h);
    return;
  }
  const share = run.act === 1 ? gone : passed;
  fill(view, run.fill, x0, rect.y, width, rect.h);
  c.globalAlpha = 1 - share;
  fill(view, run.was, x0, rect.y, width, rect.h);
  c.globalAlpha = 1;
}

function fill(view, number, x, y, w, h) {
  const look = view.look;
  const style = w < 3 || h < 4 ? look.solids[number] : look.fills[number];
  if (!style) {
    view.context.fillStyle = look.pane;
    view.context.fillRect(x, y + 1, w, h - 2);
    return;
  }
  view.context.fillStyle = style;
  view.context.fillRect(x, y, w, h);
  if (look.edges[number] && w > 2) {
    view.context.strokeStyle = look.edges[number];
    view.context.lineWidth = 0.6;
    view.context.strokeRect(x + 0.3, y + 0.3, w - 0.6, h - 0.6);
  }
}

const isEmpty = number => number === Fill.free || number === Fill.notShown;

/** A thin line under memory that tables reach. */
function underline(view, ranges, from, to, x, rect, colour) {
  view.context.fillStyle = colour;
  for (let i = 0; i < ranges.length; i += 2) {
    const [a, b] = [Math.max(ranges[i], from), Math.min(ranges[i] + ranges[i + 1], to)];
    if (a < b) view.context.fillRect(x(a), rect.y + rect.h - 1, Math.max(1, x(b) - x(a)), 1);
  }
}

function numbers(view, section, depth, start, grid, rect, firstColumn, lastColumn, end) {
  const { context: c, look } = view;
  const cellWidth = rect.w / grid.columns;
  const base = depth === 0 ? section.start : cellAt(section, start, depth - 1).start;
  const source = section.isCarveOut && depth === 0 ? view.blocks : view.extents;
  const marked = depth === 0 ? view.scene.blockMarks : view.scene.pageMarks;
  const letters = new Set(marked.map(mark => mark.start));
  c.font = `9px ${look.mono}`;
  c.textAlign = 'left';
  c.textBaseline = 'top';
  const every = cellWidth > 34 ? 1 : 4;
  for (let column = firstColumn; column < lastColumn; column++) {
    const at = start + column * grid.unit;
    if (at >= end || letters.has(at)) continue;
    const index = Math.round((at - base) / grid.unit);
    if (index % every) continue;
    const run = source[firstAfter(source, at)];
    c.fillStyle = look.on[run?.fill] ?? look.t3;
    c.globalAlpha = 0.75;
    c.fillText(String(index), rect.x + column * cellWidth + 4, rect.y + 2);
    c.globalAlpha = 1;
  }
}

function gutter(view, address, y, rowHeight, row, section, depth) {
  if (view.camera.x1 - view.camera.x0 < 1 && depth === 0 && rowHeight < 9) return;
  const every = Math.max(1, Math.ceil(13 / rowHeight));
  if (row % every || y + rowHeight < view.top || y > view.bottom) return;
  const middle = Math.max(view.top + 6, y + Math.min(rowHeight, 26) / 2);
  if (view.gutterAt !== undefined && Math.abs(middle - view.gutterAt) < 11 && view.gutterAddress === address) return;
  [view.gutterAt, view.gutterAddress] = [middle, address];
  view.gutters.push({ y: middle, text: hex(address) });
}

function paintGutters(view) {
  const { context: c, look } = view;
  c.font = `9px ${look.mono}`;
  c.textAlign = 'right';
  c.textBaseline = 'middle';
  c.fillStyle = look.t2;
  let last = -Infinity;
  for (const { y, text } of view.gutters.sort((a, b) => a.y - b.y)) {
    if (y - last < 11) continue;
    c.fillText(text, view.left - 8, y);
    last = y;
  }
}

function paintMarks(view, section) {
  const { context: c, look } = view;
  const see = opens(view);
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  for (const [marks, pages] of [[view.scene.blockMarks, false], [view.scene.pageMarks, true]]) {
    for (const mark of marks) {
      if (mark.start < section.start || mark.start >= section.end) continue;
      const block = cellAt(section, mark.start, section.grids.length - 2);
      if (pages !== see(block.w)) continue;
      const rect = screenRect(view, pages ? cellAt(section, mark.start, section.grids.length - 1) : block);
      if (rect.w < 7 || rect.h < 8 || rect.x > view.right || rect.x + rect.w < view.left) continue;
      c.font = `600 ${rect.w < 16 ? 9 : 10}px ${look.words}`;
      if (c.measureText(mark.letters).width > rect.w) continue;
      c.fillStyle = look.on[mark.fill] ?? look.t1;
      c.fillText(mark.letters, rect.x + rect.w / 2 + 0.5, rect.y + rect.h / 2);
    }
  }
}

function paintLabels(view, section) {
  const { context: c, look } = view;
  const grid = section.grids[0];
  if (opens(view)(1 / grid.columns)) return;
  const rowBytes = grid.unit * grid.columns;
  c.textBaseline = 'middle';
  c.textAlign = 'left';
  for (const label of view.scene.labels) {
    const [start, end] = [Math.max(label.start, section.start), Math.min(label.start + label.length, section.end)];
    if (start >= end) continue;
    const [first, last] = [Math.floor((start - section.start) / rowBytes), Math.floor((end - 1 - section.start) / rowBytes)];
    const row = first === last ? first : last - first === 1
      ? ((first + 1) * rowBytes - (start - section.start) > (end - section.start) - last * rowBytes ? first : last)
      : Math.floor((first + last) / 2);
    const rowStart = section.start + row * rowBytes;
    const rect = screenRect(view, { x: 0, y: section.top + row * section.pitch, w: 1, h: section.pitch });
    const x = address => rect.x + (address - rowStart) / rowBytes * rect.w;
    const [x0, x1] = [Math.max(view.left, x(Math.max(start, rowStart))), Math.min(view.right, x(Math.min(end, rowStart + rowBytes)))];
    if (rect.h < 7.5 || rect.y < view.top - 4 || rect.y + rect.h > view.bottom + 4 || x1 < x0) continue;
    c.font = `${label.quiet ? 400 : 600} ${rect.h < 11 ? 10 : 11}px ${look.words}`;
    const width = c.measureText(label.text).width;
    const solid = look.on[label.fill] !== undefined;
    const inside = x1 - x0 >= width + 24;
    const box = { x: 0, y: rect.y - 1, w: width + 6, h: rect.h };
    const isTaken = () => view.taken.some(other => other.x < box.x + box.w && box.x < other.x + other.w && other.y < box.y + box.h - 2 && box.y < other.y + other.h - 2);
    if (inside) {
      // From its usual place on to the right, past rings and other names.
      const end = x1 - width - 8;
      box.x = x0 + Math.min(17 + 4 * grid.unit / rowBytes * rect.w, (x1 - x0 - width) / 2);
      while (isTaken() && box.x < end) box.x += 24;
      if (isTaken() || box.x > end) continue;
    } else {
      // Beside the run only where nothing else would be hidden.
      box.x = x1 + 1;
      if (box.x + box.w > view.right || isTaken()) continue;
      const source = section.isCarveOut ? view.blocks : view.extents;
      const to = rowStart + (box.x + box.w - rect.x) / rect.w * rowBytes;
      const hides = run => !isEmpty(run.fill) && x(Math.min(run.end, to)) - x(Math.max(run.start, end)) > 3;
      let i = firstAfter(source, end);
      while (i < source.length && source[i].start < to && !hides(source[i])) i++;
      if (i < source.length && source[i].start < to) continue;
    }
    const at = box.x + 3;
    view.taken.push(box);
    c.fillStyle = inside && solid ? look.fills[label.fill] : look.pane;
    c.fillRect(box.x, rect.y + 1, box.w, rect.h - 3);
    c.fillStyle = inside && solid ? look.on[label.fill] : label.quiet ? look.t2 : look.t1;
    c.fillText(label.text, at, rect.y + rect.h / 2 - 0.5);
  }
}

function paintHeads(view) {
  const { context: c, look } = view;
  c.textBaseline = 'middle';
  for (const section of view.world.sections) {
    const [top, bottom] = [toScreenY(view, section.headTop), toScreenY(view, section.top)];
    if (bottom < view.top || top > view.bottom || bottom - top > 120) continue;
    const y = bottom - 11;
    c.textAlign = 'left';
    c.font = `600 11px ${look.words}`;
    c.fillStyle = look.t1;
    c.fillText(section.title, view.margin, y);
    let x = view.margin + c.measureText(section.title).width + 10;
    c.font = `400 11px ${look.words}`;
    c.fillStyle = look.t3;
    const legend = view.narrow ? 0 : section.isCarveOut ? markLegend(view, y) : section === view.world.sections[0] ? fillLegend(view, y) : section === view.world.sections[view.world.sections.length - 1] ? landingLegend(view, y) : 0;
    c.font = `400 11px ${look.words}`;
    c.textAlign = 'left';
    c.fillStyle = look.t3;
    c.fillText(shorten(c, section.fact, (legend || view.right) - x - 12), x, y);
  }
}

function shorten(c, text, width) {
  if (c.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 0 && c.measureText(text.slice(0, length) + '…').width > width) length--;
  return length > 8 ? text.slice(0, length).trimEnd() + '…' : '';
}

function fillLegend(view, y) {
  const { context: c, look } = view;
  c.font = `400 10px ${look.words}`;
  c.textAlign = 'left';
  const items = [['persists', Fill.guest], ['lost at kexec', Fill.kernelData], ['stale', Fill.stale], ['free', Fill.free]];
  let x = view.right - items.reduce((sum, [text]) => sum + c.measureText(text).width + 28, -14);
  const start = x;
  for (const [text, number] of items) {
    if (look.fills[number]) {
      c.fillStyle = look.fills[number];
      c.fillRect(x, y - 5, 10, 10);
    }
    c.strokeStyle = look.line2;
    c.lineWidth = 1;
    c.strokeRect(x + 0.5, y - 4.5, 9, 9);
    c.fillStyle = look.t2;
    c.fillText(text, x + 14, y);
    x += c.measureText(text).width + 28;
  }
  return start;
}

function markLegend(view, y) {
  const { context: c, look } = view;
  const names = { S: 'super block', I: 'inodes', R: 'root tables', M: 'mappings', D: 'domain tables' };
  const used = [...new Set(view.scene.blockMarks.map(mark => mark.letters))].filter(letter => names[letter]);
  const parts = used.map(letter => [letter, names[letter]]);
  c.font = `400 10px ${look.words}`;
  let width = 0;
  for (const [letter, name] of parts) width += c.measureText(`${letter} ${name}`).width + 10;
  let x = view.right - width;
  const start = x;
  for (const [letter, name] of parts) {
    c.fillStyle = look.t1;
    c.fillText(letter, x, y);
    c.fillStyle = look.t3;
    c.fillText(name, x + c.measureText(`${letter} `).width, y);
    x += c.measureText(`${letter} ${name}`).width + 10;
  }
  return start;
}

function landingLegend(view, y) {
  const { context: c, look } = view;
  if (!view.scene.landedBy) return 0;
  c.font = `400 10px ${look.words}`;
  c.textAlign = 'left';
  const text = `DMA in this step, by ${view.scene.landedBy}`;
  const x = view.right - c.measureText(text).width;
  ring(view, x - 8, y, 3.5);
  c.fillStyle = look.t2;
  c.fillText(text, x, y);
  return x - 12;
}

function ring(view, x, y, radius) {
  const c = view.context;
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.fillStyle = view.look.pane;
  c.fill();
  c.beginPath();
  c.arc(x, y, radius - 0.9, 0, 2 * Math.PI);
  c.strokeStyle = view.look.ink;
  c.lineWidth = 1.8;
  c.stroke();
}

/** Where rings will lie, so that names keep clear of them. */
function placeLandings(view) {
  view.rings = [];
  const see = opens(view);
  for (const address of view.scene.landings) {
    const section = view.world.sections.find(one => address >= one.start && address < one.end);
    if (!section) continue;
    let depth = 0;
    while (depth + 1 < section.grids.length && see(cellAt(section, address, depth).w)) depth++;
    const rect = screenRect(view, cellAt(section, address, depth));
    const [x, y] = [rect.x + rect.w / 2, rect.y + rect.h / 2];
    if (x < view.left || x > view.right || y < view.top || y > view.bottom) continue;
    const radius = Math.min(5, Math.max(3.2, rect.w / 2 - 1.5));
    view.rings.push({ x, y, radius, comesIn: section.isCarveOut && depth === 0 });
    view.taken.push({ x: x - radius - 2, y: y - radius, w: 2 * radius + 4, h: 2 * radius });
  }
}

function paintLandings(view) {
  const { context: c, look } = view;
  for (const { x, y, radius } of view.rings) ring(view, x, y, radius);
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

function paintFindings(view) {
  const { context: c, look } = view;
  let line = 0;
  for (const finding of view.scene.findings) {
    c.strokeStyle = look['fault-ink'];
    c.lineWidth = 1.4;
    c.setLineDash([3, 3]);
    for (let i = 0; i < finding.ranges.length; i += 2) {
      for (const rect of rangeRects(view, finding.ranges[i], finding.ranges[i] + finding.ranges[i + 1])) c.strokeRect(rect.x, rect.y, rect.w, rect.h);
    }
    c.setLineDash([]);
    if (line >= 4) continue;
    c.font = `600 11px ${look.words}`;
    c.textAlign = 'left';
    c.textBaseline = 'middle';
    const text = shorten(c, finding.sentence, view.right - view.left - 60);
    const y = view.findingsAt - (Math.min(view.scene.findings.length, 4) - 1 - line) * 18;
    const x = view.right - c.measureText(text).width - 14;
    c.fillStyle = look.pane;
    c.fillRect(x - 24, y - 9, c.measureText(text).width + 34, 18);
    c.fillStyle = look['fault-ink'];
    c.beginPath();
    c.moveTo(x - 16, y + 5);
    c.lineTo(x - 10, y - 5);
    c.lineTo(x - 4, y + 5);
    c.fill();
    c.fillStyle = look.t1;
    c.fillText(text, x, y);
    line++;
  }
}

/** The outline of a range: one rectangle a row that it covers, rows that it covers whole as one. */
function rangeRects(view, start, end) {
  const rects = [];
  for (const section of view.world.sections) {
    const [a, b] = [Math.max(start, section.start), Math.min(end, section.end)];
    if (a >= b) continue;
    const see = opens(view);
    let depth = 0;
    while (depth + 1 < section.grids.length && see(cellAt(section, a, depth).w)) depth++;
    // Inside an opened cell only what lies in it is outlined; a longer run is seen as the cells that it fills.
    const holder = depth === 0 ? null : cellAt(section, a, depth - 1);
    const limit = holder ? Math.min(b, holder.start + holder.unit) : b;
    const grid = section.grids[depth];
    const base = holder ? holder.start : section.start;
    const rowBytes = grid.unit * grid.columns;
    const [first, last] = [Math.floor((a - base) / rowBytes), Math.floor((limit - 1 - base) / rowBytes)];
    for (const [from, to] of last - first < 2 ? rowsOf(first, last) : [[first, first], [first + 1, last - 1], [last, last]]) {
      const cellA = screenRect(view, cellAt(section, Math.max(a, base + from * rowBytes), depth));
      const cellB = screenRect(view, cellAt(section, Math.min(limit, base + (to + 1) * rowBytes) - 1, depth));
      const left = to > from ? screenRect(view, cellAt(section, base + from * rowBytes, depth)).x : cellA.x;
      rects.push({ x: left, y: cellA.y, w: cellB.x + cellB.w - left, h: cellB.y + cellB.h - cellA.y - 1 });
    }
  }
  return rects;
}

const rowsOf = (first, last) => (first === last ? [[first, first]] : [[first, first], [last, last]]);

function paintOutline(view, range, width) {
  if (!range) return;
  const c = view.context;
  const rects = rangeRects(view, range.start, range.end);
  c.strokeStyle = width > 1 ? view.look.pane : view.look.t2;
  c.lineWidth = width > 1 ? 4 : 1;
  for (const rect of rects) c.strokeRect(rect.x, rect.y - 0.5, rect.w, rect.h + 1);
  if (width === 1) return;
  c.strokeStyle = view.look.ink;
  c.lineWidth = width;
  for (const rect of rects) c.strokeRect(rect.x, rect.y - 0.5, rect.w, rect.h + 1);
}

function paintStrip(view) {
  const { context: c, look, scene } = view;
  const [left, right] = [view.margin, view.width - view.margin];
  const x = share => left + share * (right - left);
  const strip = scene.strip;
  let lastEnd = null;
  for (let i = 0; i < strip.length; i += 4) {
    const [start, length, from, to] = strip.slice(i, i + 4);
    const at = address => x(from + (to - from) * ((address - start) / length));
    c.strokeStyle = look['own-free-line'];
    c.lineWidth = 1;
    c.strokeRect(x(from) + 0.5, 1.5, x(to) - x(from) - 1, stripHeight - 1);
    let drawnTo = x(from);
    for (let run = firstAfter(view.extents, start); run < view.extents.length && view.extents[run].start < start + length; run++) {
      const one = view.extents[run];
      const [a, b] = [Math.max(drawnTo, at(one.start)), at(Math.min(one.end, start + length))];
      if (b - a < 0.8 || isEmpty(one.fill)) continue;
      fill(view, one.fill, a, 1, b - a, stripHeight);
      drawnTo = b;
    }
    for (const section of view.world.sections) {
      if (!section.isCarveOut || section.start < start || section.end > start + length) continue;
      c.strokeStyle = look.t2;
      c.lineWidth = 1.4;
      c.strokeRect(at(section.start), 1, at(section.end) - at(section.start), stripHeight);
    }
    if (lastEnd !== null) {
      c.lineWidth = 1;
      c.strokeStyle = look.t3;
      c.beginPath();
      const middle = (x(lastEnd) + x(from)) / 2;
      c.moveTo(x(lastEnd) + 2, 8);
      c.lineTo(middle - 5, 8);
      c.moveTo(middle - 4, 13);
      c.lineTo(middle, 3);
      c.moveTo(middle, 13);
      c.lineTo(middle + 4, 3);
      c.moveTo(middle + 5, 8);
      c.lineTo(x(from) - 2, 8);
      c.stroke();
    }
    lastEnd = to;
  }
  c.font = `9px ${look.mono}`;
  c.textBaseline = 'middle';
  c.fillStyle = look.t2;
  let free = -Infinity;
  const last = scene.ticks.length - 1;
  const room = last >= 0 ? x(scene.ticks[last].at) - c.measureText(scene.ticks[last].text).width - 8 : Infinity;
  scene.ticks.forEach((tick, i) => {
    const width = c.measureText(tick.text).width;
    const at = Math.min(right - width, Math.max(left, x(tick.at) - width / 2));
    if (at < free + 6 || (i < last && at + width > room)) return;
    c.textAlign = 'left';
    c.fillText(tick.text, at, 29);
    free = at + width;
  });
  bracket(view, x, strip);
}

/** What the map below shows of the strip. */
function bracket(view, x, strip) {
  const { context: c, look, shown } = view;
  const at = address => {
    let last = 0;
    for (let i = 0; i < strip.length; i += 4) {
      const [start, length, from, to] = strip.slice(i, i + 4);
      if (address < start) return x(last);
      if (address <= start + length) return x(from + (to - from) * ((address - start) / length));
      last = to;
    }
    return x(last);
  };
  const [a, b] = [at(shown.start), at(shown.end)];
  const [left, right] = b - a < 4 ? [(a + b) / 2 - 2, (a + b) / 2 + 2] : [a, b];
  c.strokeStyle = look.ink;
  c.lineWidth = 1.4;
  c.beginPath();
  c.moveTo(left, stripHeight + 3);
  c.lineTo(left, stripHeight + 7);
  c.lineTo(right, stripHeight + 7);
  c.lineTo(right, stripHeight + 3);
  c.stroke();
}

export const hex = address => '0x' + Math.round(address).toString(16);
