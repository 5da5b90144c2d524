// The line above each section.
import { shorten, toScreenY } from './screen.js';
import { ring } from './landings.js';
import { Fill } from './textures.js';

/** Each section's title and facts, and at the right a legend. */
export function paintHeads(view) {
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

function fillLegend(view, y) {
  const { context: c, look } = view;
  c.font = `400 10px ${look.words}`;
  c.textAlign = 'left';
  const { persistent, changed } = view.sheet;
  // Without owners the layer of persistence has fills of its own.
  const [kept, lost] = view.sheet.extents.has(Fill.persists) ? [Fill.persists, Fill.lost] : [Fill.guest, Fill.kernelData];
  const items = [['persists', kept], ['lost at kexec', lost], ['stale', Fill.stale], ['free', Fill.free]];
  if (persistent) items[0][0] = 'persists, a line above';
  if (changed) items.unshift(['differs', kept]);
  let x = view.right - items.reduce((sum, [text]) => sum + c.measureText(text).width + 28, -14);
  const start = x;
  for (const [text, number] of items) {
    if (look.fills[number]) {
      c.fillStyle = look.fills[number];
      c.fillRect(x, y - 5, 10, 10);
    }
    const isMark = text === 'differs';
    c.strokeStyle = isMark ? look.ink : look.line2;
    c.lineWidth = isMark ? 1.6 : 1;
    c.strokeRect(x + 0.5, y - 4.5, 9, 9);
    if (persistent && number === kept && !isMark) {
      c.fillStyle = look.t1;
      c.fillRect(x, y - 7, 10, 2);
    }
    c.fillStyle = look.t2;
    c.fillText(text, x + 14, y);
    x += c.measureText(text).width + 28;
  }
  return start;
}

function markLegend(view, y) {
  const { context: c, look } = view;
  const names = { S: 'super block', I: 'inodes', R: 'root tables', M: 'mappings', D: 'domain tables' };
  const used = [...new Set(view.sheet.scene.blockMarks.map(mark => mark.letters))].filter(letter => names[letter]);
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
  if (!view.sheet.scene.landedBy) return 0;
  c.font = `400 10px ${look.words}`;
  c.textAlign = 'left';
  const text = `DMA in this step, by ${view.sheet.scene.landedBy}`;
  const x = view.right - c.measureText(text).width;
  ring(view, x - 8, y, 3.5);
  c.fillStyle = look.t2;
  c.fillText(text, x, y);
  return x - 12;
}
