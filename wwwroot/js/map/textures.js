// What a fill looks like: hue by purpose, texture by whether it outlives kexec. Made anew when the theme changes.

/** The fills by number, as Scenes/Memory/MapFill.cs has them. */
export const Fill = {
  free: 0, guest: 1, secondStage: 2, secondStageEphemeral: 3, root: 4, rootEphemeral: 5, metadata: 6,
  kernelImage: 7, kernelData: 8, vmm: 9, stale: 10, firmware: 11, window: 12, notShown: 13, persists: 14, lost: 15,
};

const variables = [
  'pane', 'raised', 'line', 'line2', 't1', 't2', 't3', 'ink', 'fault', 'fault-ink',
  'own-guest', 'own-guest-ink', 'own-guest-on', 'own-second-stage', 'own-second-stage-ink', 'own-second-stage-on',
  'own-root', 'own-root-ink', 'own-root-on', 'own-metadata', 'own-metadata-ink', 'own-metadata-on',
  'own-ephemeral', 'own-ephemeral-ink', 'own-ephemeral-on', 'own-stale', 'own-firmware', 'own-free-line', 'words', 'mono',
];

/** Colours and patterns of the theme that is on. */
export function readLook(context, ratio) {
  const style = getComputedStyle(document.documentElement);
  const look = Object.fromEntries(variables.map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
  const light = document.documentElement.dataset.theme === 'light';
  // The same for all that is drawn alike, so that a tile of one theme is not taken for another's.
  look.key = `${light ? 'light' : 'dark'}.${ratio}.${document.fonts?.status ?? ''}`;

  // Lines at 45 degrees rise to the right, those at 135 fall.
  const hatch = (size, angles, width, line, lineAlpha, ground, groundAlpha) => pattern(size, tile => {
    if (ground) {
      tile.globalAlpha = groundAlpha;
      tile.fillStyle = ground;
      tile.fillRect(0, 0, size, size);
    }
    tile.globalAlpha = lineAlpha;
    tile.strokeStyle = line;
    tile.lineWidth = width;
    tile.lineCap = 'square';
    tile.beginPath();
    for (const angle of angles) {
      for (const shift of [-size, 0, size]) {
        tile.moveTo(shift - 1, angle === 45 ? size + 1 : -1);
        tile.lineTo(shift + size + 1, angle === 45 ? -1 : size + 1);
      }
    }
    tile.stroke();
  });
  const dots = (size, radius, line, ground, groundAlpha) => pattern(size, tile => {
    tile.globalAlpha = groundAlpha;
    tile.fillStyle = ground;
    tile.fillRect(0, 0, size, size);
    tile.globalAlpha = 1;
    tile.fillStyle = line;
    tile.beginPath();
    tile.arc(size / 2, size / 2, radius, 0, 2 * Math.PI);
    tile.fill();
  });

  // What one repeat of a pattern looks like.
  look.textures = new Map();

  function pattern(size, draw) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = Math.round(size * ratio);
    // Read again where rows are written as pixels.
    const tile = canvas.getContext('2d', { willReadFrequently: true });
    tile.scale(canvas.width / size, canvas.width / size);
    tile.fillStyle = look.pane;
    tile.fillRect(0, 0, size, size);
    draw(tile);
    const made = context.createPattern(canvas, 'repeat');
    made.setTransform(new DOMMatrix().scale(size / canvas.width));
    look.textures.set(made, canvas);
    return made;
  }

  const ephemeral = look['own-ephemeral'];
  look.fills = [];
  look.fills[Fill.free] = null;
  look.fills[Fill.guest] = look['own-guest'];
  look.fills[Fill.secondStage] = look['own-second-stage'];
  look.fills[Fill.secondStageEphemeral] = hatch(4, [45], 1.2, look['own-second-stage'], 1, look['own-second-stage'], 0.35);
  look.fills[Fill.root] = look['own-root'];
  look.fills[Fill.rootEphemeral] = hatch(4, [45], 1.2, look['own-root'], 1, look['own-root'], 0.35);
  look.fills[Fill.metadata] = look['own-metadata'];
  look.fills[Fill.kernelImage] = hatch(4, [45], 1.2, look['own-ephemeral-ink'], 1, ephemeral, 0.55);
  look.fills[Fill.kernelData] = hatch(4, [45], 0.9, light ? ephemeral : look['own-ephemeral-ink'], 0.85, ephemeral, 0.22);
  look.fills[Fill.vmm] = dots(4, 0.85, light ? ephemeral : look['own-ephemeral-ink'], ephemeral, 0.16);
  look.fills[Fill.stale] = hatch(5, [135], 1, look['own-stale'], 0.9, look['own-stale'], light ? 0.06 : 0.1);
  look.fills[Fill.firmware] = look['own-firmware'];
  look.fills[Fill.window] = look.raised;
  look.fills[Fill.notShown] = look.raised;
  look.fills[Fill.persists] = look.t3;
  look.fills[Fill.lost] = hatch(4, [45], 1, look.t3, 0.9, look.t3, 0.15);
  look.fault = hatch(5, [45, 135], 1, look.fault, 1, look.fault, 0.2);

  // A light fill on a white ground wants a thin edge in its ink.
  look.edges = [];
  look.edges[Fill.guest] = light ? look['own-guest-ink'] : null;
  look.edges[Fill.secondStage] = light ? look['own-second-stage-ink'] : null;

  // Where a texture has no room, the solid of its class.
  look.solids = [...look.fills];
  look.solids[Fill.kernelImage] = look.solids[Fill.kernelData] = look.solids[Fill.vmm] = ephemeral;
  look.solids[Fill.secondStageEphemeral] = look['own-second-stage'];
  look.solids[Fill.rootEphemeral] = look['own-root'];
  look.solids[Fill.stale] = look['own-stale'];
  look.solids[Fill.lost] = look.line2;

  look.on = [];
  look.on[Fill.guest] = look['own-guest-on'];
  look.on[Fill.secondStage] = look['own-second-stage-on'];
  look.on[Fill.root] = look['own-root-on'];
  look.on[Fill.metadata] = look['own-metadata-on'];
  return look;
}
