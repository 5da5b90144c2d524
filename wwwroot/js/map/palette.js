// A look as pixels: what a fill, an edge or a line is in memory's order, textures as tables of one repeat.
import { Fill } from './textures.js';

// How much of what does not differ is covered where differences are brought out, as rows.js has it.
const covered = 0.68;
// How strongly an edge of 0.6 pixels shows in the one that it runs through.
const edged = 0.6;

/** The palette of a look, made once. */
export const paletteOf = look => look.palette ??= read(look);

function read(look) {
  const probe = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const colour = style => {
    probe.fillStyle = look.pane;
    probe.fillRect(0, 0, 1, 1);
    probe.fillStyle = style;
    probe.fillRect(0, 0, 1, 1);
    return wordsOf(probe, 1)[0];
  };
  const ground = colour(look.pane);
  const fills = look.fills.map((style, fill) => {
    if (!style) return null;
    const solid = colour(look.solids[fill]);
    const texture = look.textures.get(style);
    const own = texture ? null : colour(style);
    return {
      solid: own ?? solid, narrow: solid,
      texture: texture ? wordsOf(texture.getContext('2d'), texture.width) : null, size: texture?.width ?? 1,
      edge: look.edges[fill] ? mixed(own ?? solid, colour(look.edges[fill]), edged) : null,
    };
  });
  const sizes = new Set([...look.textures.values()].map(texture => texture.width));
  const palette = { ground, free: colour(look['own-free-line']), mark: colour(look.t1), ink: colour(look.ink), fills, period: look.textures.get(look.fills[Fill.kernelImage]).width, repeat: [...sizes].reduce((product, size) => product * size, 1) };
  // Most textures repeat after `period` lines, all of them after `repeat`.
  palette.faded = faded(palette);
  return palette;
}

const wordsOf = (context, size) => new Uint32Array(context.getImageData(0, 0, size, size).data.buffer);

/** The same as it lies under the cover that brings differences out. */
function faded(palette) {
  const fade = word => mixed(word, palette.ground, covered);
  const fills = palette.fills.map(fill => fill && {
    ...fill, solid: fade(fill.solid), narrow: fade(fill.narrow), texture: fill.texture?.map(fade) ?? null, edge: fill.edge === null ? null : fade(fill.edge),
  });
  return { ...palette, free: fade(palette.free), mark: fade(palette.mark), ink: fade(palette.ink), fills };
}

/** One pixel with so much of another over it. */
export function mixed(under, over, share) {
  let word = 0;
  for (let shift = 0; shift < 32; shift += 8) word += Math.round((under >>> shift & 255) * (1 - share) + (over >>> shift & 255) * share) * 2 ** shift;
  return word;
}
