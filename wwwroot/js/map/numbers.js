// Things with a number: an outline by what became of them, and the number beside it, as in the list that tells of them.
import { rangeRects } from './outlines.js';
import { shorten } from './screen.js';

const [discHeight, charWidth, gap] = [15, 7, 4];

/** Gives each number its place before names take theirs; things at one place share a plate. */
export function placeNumbers(view) {
  view.plates = [];
  view.outlined = [];
  if (view.numbered.length === 0) return;
  const places = new Map();
  for (const thing of view.numbered) {
    if (thing.isQuiet && thing.number !== view.pointed) continue;
    const rects = rectsOf(view, thing);
    view.outlined.push({ thing, rects });
    const at = rects.find(rect => rect.x < view.right && rect.x + rect.w > view.left && rect.y < view.bottom && rect.y + rect.h > view.top);
    if (!at) continue;
    const place = `${Math.round(at.x / 6)}:${Math.round(at.y / 6)}`;
    if (places.has(place)) places.get(place).things.push(thing);
    else places.set(place, { at, things: [thing] });
  }
  for (const { at, things } of places.values()) place(view, at, things);
}

/** Outlines first, then the numbers over them. */
export function paintNumbers(view) {
  for (const { thing, rects } of view.outlined) outline(view, thing, rects);
  for (const plate of view.plates) paintPlate(view, plate);
}

/** The number of the thing whose plate is there; 0 where none is. */
export function numberAt(view, x, y) {
  const plate = view.plates?.find(one => x >= one.x && x <= one.x + one.w && y >= one.y && y <= one.y + one.h);
  return plate ? plate.number : 0;
}

function rectsOf(view, thing) {
  const rects = [];
  for (let i = 0; i < thing.ranges.length; i += 2) rects.push(...rangeRects(view, thing.ranges[i], thing.ranges[i] + thing.ranges[i + 1]));
  return rects;
}

function outline(view, thing, rects) {
  const { context: c, look } = view;
  const pointed = view.pointed === thing.number;
  for (const rect of rects) {
    const [x, y, w, h] = [rect.x - 0.5, rect.y - 0.5, Math.max(rect.w + 1, 4), Math.max(rect.h + 1, 4)];
    c.strokeStyle = look.pane;
    c.lineWidth = pointed ? 5 : 3.4;
    c.strokeRect(x, y, w, h);
    c.strokeStyle = look.ink;
    c.fillStyle = look.ink;
    c.lineWidth = pointed ? 2.6 : 1.4;
    if (thing.kind === 'vanished') c.setLineDash([3, 2]);
    c.strokeRect(x, y, w, h);
    c.setLineDash([]);
    if (thing.kind === 'moved') c.fillRect(x - 1, y, 3, h);
    if (thing.kind === 'changed') c.fillRect(x, y + h - 2, w, 3);
  }
}

/** The first place beside the thing that is free; words only where there is room for them. */
function place(view, at, things) {
  const { context: c, look } = view;
  const text = numbersOf(things);
  const w = Math.max(discHeight, text.length * charWidth + 6);
  const middle = Math.max(view.top, Math.min(view.bottom - discHeight, at.y + at.h / 2 - discHeight / 2));
  const right = Math.min(at.x + at.w + gap, view.right + 14);
  const spots = [[right, middle], [right, at.y + at.h + 2], [at.x - w - gap, middle], [right, at.y - discHeight - 2], [right + w + gap, middle], [right + 2 * (w + gap), middle]];
  const [x, y] = spots.find(([px, py]) => px > view.left - 20 && px + w < view.width && py >= view.top && py + discHeight <= view.bottom && isFree(view, px, py, w)) ?? spots[0];
  c.font = `400 10px ${look.words}`;
  const words = things.length > 1 ? '' : shorten(c, things[0].text, Math.min(190, view.right - x - w - 14));
  const long = words ? c.measureText(words).width + 12 : 0;
  const whole = isFree(view, x, y, w + long) ? w + long : w;
  view.plates.push({ x, y, w: whole, h: discHeight, disc: w, text, words: whole > w ? words : '', number: things[0].number, isPointed: things.some(thing => thing.number === view.pointed) });
  view.taken.push({ x: x - 2, y, w: whole + 4, h: discHeight });
}

/** A plate in ink with the numbers, and the words beside it. */
function paintPlate(view, { x, y, w, disc, text, words, isPointed }) {
  const { context: c, look } = view;
  c.textBaseline = 'middle';
  if (words) {
    c.fillStyle = look.pane;
    c.strokeStyle = look.ink;
    c.lineWidth = isPointed ? 2 : 1;
    rounded(c, x, y, w, discHeight);
    c.fill();
    c.stroke();
    c.font = `400 10px ${look.words}`;
    c.textAlign = 'left';
    c.fillStyle = look.t1;
    c.fillText(words, x + disc + 4, y + discHeight / 2 + 0.5);
  }
  c.fillStyle = look.ink;
  rounded(c, x, y, disc, discHeight);
  c.fill();
  if (isPointed && !words) {
    c.strokeStyle = look.ink;
    c.lineWidth = 1.4;
    rounded(c, x - 2.5, y - 2.5, disc + 5, discHeight + 5);
    c.stroke();
  }
  c.textAlign = 'center';
  c.fillStyle = look.pane;
  c.font = `600 10px ${look.words}`;
  c.fillText(text, x + disc / 2, y + discHeight / 2 + 0.5);
}

function numbersOf(things) {
  const numbers = things.map(thing => thing.number);
  return numbers.length <= 3 ? numbers.join(' ') : `${numbers[0]} ${numbers[1]} +${numbers.length - 2}`;
}

const isFree = (view, x, y, w) => !view.plates.some(one => x < one.x + one.w + 2 && x + w + 2 > one.x && y < one.y + one.h + 1 && y + discHeight + 1 > one.y);

function rounded(c, x, y, w, h) {
  c.beginPath();
  c.roundRect(x, y, w, h, h / 2);
}
