// One frame of the map: rows from tiles, then words, rings and outlines over them.
import { paintGutters, paintSection } from './detail.js';
import { paintHeads } from './heads.js';
import { paintLandings, placeLandings } from './landings.js';
import { paintNumbers, placeNumbers } from './numbers.js';
import { paintFindings, paintOutline } from './outlines.js';
import { toScreenY } from './screen.js';
import { paintStrip } from './strip.js';
import { fadesOf, paintLabels, paintLetters } from './words.js';

/**
 * @param view { context, width, height, ratio, left, right, top, bottom, camera, world, sheet, transition, tiles, look, isScaling, ringAge,
 * shown, selected, hovered, numbered, pointed }
 */
export function paint(view) {
  const { context: c, look } = view;
  c.fillStyle = look.pane;
  c.fillRect(0, 0, view.width, view.height);
  Object.assign(view, { taken: [], gutters: [], fades: fadesOf(view) });
  clipped(c, 0, view.top, view.width, view.bottom - view.top, () => {
    placeNumbers(view);
    placeLandings(view);
    clipped(c, view.left - 3, view.top, view.right - view.left + 6, view.bottom - view.top, () => {
      for (const section of view.world.sections) {
        if (toScreenY(view, section.bottom) < view.top || toScreenY(view, section.top) > view.bottom) continue;
        paintSection(view, section);
        paintLetters(view, section);
        paintLabels(view, section);
      }
    });
    paintGutters(view);
    paintHeads(view);
    paintLandings(view);
    paintFindings(view);
    paintNumbers(view);
    paintOutline(view, view.hovered, 1);
    paintOutline(view, view.selected, 2);
  });
  paintStrip(view);
}

function clipped(context, x, y, width, height, draw) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  draw();
  context.restore();
}
