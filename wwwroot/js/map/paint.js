// One frame of the map: rows from tiles, or as pixels while all of them change, then words, rings and outlines over them.
import { paintFrames, paintSection } from './detail.js';
import { paintGutters } from './gutters.js';
import { paintHeads } from './heads.js';
import { paintLandings, placeLandings } from './landings.js';
import { paintNumbers, placeNumbers } from './numbers.js';
import { paintFindings, paintOutline } from './outlines.js';
import { toScreenY } from './screen.js';
import { paintStrip, writeStrip } from './strip.js';
import { fadesOf, paintLabels, paintLetters } from './words.js';

/**
 * @param view { context, width, height, ratio, left, right, top, bottom, camera, world, sheet, transition, tiles, look, pixels, isQuick, isScaling, ringAge,
 * shown, selected, hovered, numbered, pointed }
 */
export function paint(view) {
  const { context: c, look } = view;
  const sections = view.world.sections.filter(section => toScreenY(view, section.bottom) >= view.top && toScreenY(view, section.top) <= view.bottom);
  Object.assign(view, { taken: [], gutters: [], frames: [], fades: fadesOf(view) });
  if (view.isQuick) {
    // The whole canvas is one array of pixels, shown by one copy, and little is drawn over it.
    view.pixels.fit(view);
    view.pixels.begin();
    for (const section of sections) paintSection(view, section);
    writeStrip(view);
    view.pixels.close();
    paintGutters(view);
    view.pixels.show(c);
  } else {
    c.fillStyle = look.pane;
    c.fillRect(0, 0, view.width, view.height);
  }
  clipped(c, 0, view.top, view.width, view.bottom - view.top, () => {
    placeNumbers(view);
    placeLandings(view);
    clipped(c, view.left - 3, view.top, view.right - view.left + 6, view.bottom - view.top, () => {
      if (!view.isQuick) for (const section of sections) paintSection(view, section);
      paintFrames(view);
      for (const section of sections) {
        paintLetters(view, section);
        paintLabels(view, section);
      }
    });
    if (!view.isQuick) paintGutters(view);
    paintHeads(view);
    paintLandings(view);
    paintFindings(view);
    paintNumbers(view);
    paintOutline(view, view.hovered, 1);
    paintOutline(view, view.selected, 2);
  });
  if (!view.isQuick) paintStrip(view);
}

function clipped(context, x, y, width, height, draw) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  draw();
  context.restore();
}
