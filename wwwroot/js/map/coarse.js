// Parts of rows for which there is no time to draw tiles: solid colours without detail. Each is one line of pixels, all lines are one picture, and
// each line is laid over its row's height: what that takes does not grow with the runs in it.
import { firstAfter } from './runs.js';

const lines = new OffscreenCanvas(1, 1);

/** Lays the parts, in device pixels, on the view's canvas. @param parts { row, sheet, from, to, left, width, top } each, with bytes over its whole width */
export function layCoarsely(view, parts) {
  if (parts.length === 0) return;
  const width = Math.max(1, ...parts.map(part => part.width));
  if (lines.width < width || lines.height < parts.length) {
    lines.width = Math.max(lines.width, width);
    lines.height = Math.max(lines.height, parts.length);
  }
  const pixels = new ImageData(width, parts.length);
  const words = new Uint32Array(pixels.data.buffer);
  view.look.pixels ??= pixelsOf(view.look);
  parts.forEach((part, index) => writeLine(words.subarray(index * width, index * width + part.width), part, view.look.pixels));
  lines.getContext('2d').putImageData(pixels, 0, 0);
  const { context: c } = view;
  c.save();
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.imageSmoothingEnabled = false;
  parts.forEach((part, index) => c.drawImage(lines, 0, index, part.width, 1, part.left, part.top, part.width, part.row.height));
  c.restore();
}

function writeLine(line, { row, sheet, from, to, bytes, width }, colours) {
  line.fill(colours.ground);
  const runs = sheet.runsOf(row.section, row.depth);
  const scale = width / bytes;
  for (let i = firstAfter(runs, from); i < runs.length && runs[i].start < to; i++) {
    const [a, b] = [(Math.max(runs[i].start, from) - from) * scale, (Math.min(runs[i].end, to) - from) * scale];
    const colour = colours[runs[i].fill];
    if (b - a < 0.6 || colour === undefined) continue;
    const first = Math.round(a);
    line.fill(colour, first, Math.max(first + 1, Math.round(b)));
  }
}

/** The solids of a look as pixels in memory's order, by fill; `ground` is what lies under them. */
function pixelsOf(look) {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const read = style => {
    context.fillStyle = style;
    context.fillRect(0, 0, 1, 1);
    return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0];
  };
  const pixels = { ground: read(look.pane) };
  look.solids.forEach((style, fill) => { if (style) pixels[fill] = read(style); });
  return pixels;
}
