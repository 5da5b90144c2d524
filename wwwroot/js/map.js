// The physical memory map: one canvas, one camera. Moves locally; tells .NET where it came to rest and what was picked.
import { blend, cameraTo, clamp, home, into, isHome, outOf, placeOf, shownRange, zoomed } from './map/camera.js';
import { cellSeen, cellUnder, layOut } from './map/geometry.js';
import { listen } from './map/input.js';
import { ringTime } from './map/landings.js';
import { numberAt } from './map/numbers.js';
import { paint } from './map/paint.js';
import { Pixels } from './map/pixels.js';
import { record } from './map/record.js';
import { unpack } from './map/runs.js';
import { opens, stripSpace, toScreenX, toScreenY, toWorldX, toWorldY } from './map/screen.js';
import { Sheet } from './map/sheet.js';
import { Sprites } from './map/sprites.js';
import { stripAddress } from './map/strip.js';
import { readLook } from './map/textures.js';
import { Tiles } from './map/tiles.js';
import { openTip } from './map/tip.js';
import { Transition } from './map/transition.js';

const zoomTime = 240;
const restAfter = 220;
const narrowBelow = 560;

// What draws in an element, so that the next to be opened there takes over its picture.
const drawing = new WeakMap();

// Milliseconds of a frame that drawing new tiles may take.
const [drawTime, drawTimeInMotion] = [10, 1.5];

/**
 * Draws on the canvas in `host` until stop().
 * @param dotnet has invokable Rested(start, length, level), Picked(start, length) and Formed(narrow); Pointing(number), too, where things are numbered
 * @param host the focusable element around the canvas
 */
export function open(dotnet, host) {
  // Left before it began.
  if (!host?.isConnected) return { stop() {} };
  const canvas = host.querySelector('canvas');
  const tip = openTip(host.querySelector('.map-tip'));
  const context = canvas.getContext('2d', { alpha: false });
  const still = () => document.documentElement.dataset.motion === 'reduced';
  const view = { context, tiles: new Tiles(), pixels: new Pixels(), sprites: new Sprites(), camera: null, sheet: null, transition: null, ringAge: 1, selected: null, hovered: null, narrow: false, numbered: [], pointed: 0 };
  const former = drawing.get(host);
  view.sheet = former?.view.sheet ?? null;
  former?.stop();
  // For tests, and for whoever opens the console.
  host.tiles = view.tiles.counts;
  host.record = () => record(view);
  let wanted = null, level = null, frame = 0, resting = 0, flight = null, rings = null, last = null, lastSheet = null, peer = null, expected = null, foreseen = null;

  const resize = new ResizeObserver(fit);
  // Without motion a sentence stands below the map, so the map keeps clear of it.
  const themed = new MutationObserver(() => { view.look = null; fit(); });
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-motion'] });
  resize.observe(host);
  document.fonts?.ready.then(() => { view.look = null; draw(); });

  function fit() {
    const [width, height] = [host.clientWidth, host.clientHeight];
    if (width < 40 || height < 40) return;
    const ratio = globalThis.devicePixelRatio || 1;
    // The observer's first word says the size that is drawn already.
    if (view.look && view.ratio === ratio && view.width === width && view.height === height) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const narrow = width < narrowBelow;
    Object.assign(view, {
      width, height, ratio, narrow, margin: 16, look: null,
      left: narrow ? 88 : 104, right: width - (narrow ? 16 : 36), top: stripSpace, bottom: height - (still() ? 36 : 4), findingsAt: height - (still() ? 48 : 16),
    });
    if (narrow !== view.toldNarrow) {
      view.toldNarrow = narrow;
      dotnet.invokeMethodAsync('Formed', narrow);
    }
    place();
    // A new size has emptied the canvas: it is filled before anyone sees it.
    cancelAnimationFrame(frame);
    tick(performance.now());
  }

  /** Lays the world out anew; the camera keeps the addresses that it shows. */
  function place() {
    if (!view.sheet || !view.width) return;
    const kept = view.world && view.camera && !isHome(view) ? placeOf(view) : null;
    view.world = layOut(view.sheet.scene.sections, view.bottom - view.top);
    const to = kept ?? wanted;
    view.camera = to ? cameraTo(view, to.start, to.length, to.level) : home(view);
    draw();
  }

  // Frames.

  function draw() {
    if (!frame) frame = requestAnimationFrame(tick);
  }

  function tick(now) {
    frame = 0;
    if (!view.sheet || !view.world || !view.width) return;
    view.look ??= readLook(context, view.ratio);
    if (flight) fly(now);
    if (view.transition && !view.transition.advance(now)) view.transition = null;
    if (rings !== null) pulse(now);
    const span = view.camera.x1 - view.camera.x0;
    view.isScaling = last !== null && Math.abs(last.x1 - last.x0 - span) > 1e-9 * span;
    const isMoving = view.isScaling || (last !== null && last !== view.camera);
    // Tiles are for what stays: where the scale, or the moment while the map moves, is another in every frame, rows are written anew.
    view.isQuick = !view.transition && (view.isScaling || (isMoving && lastSheet !== view.sheet));
    last = view.camera;
    lastSheet = view.sheet;
    view.shown = shownRange(view);
    if (view.isQuick) view.tiles.counts.written++;
    else view.tiles.begin(flight || view.transition || isMoving ? drawTimeInMotion : drawTime);
    paint(view);
    if (flight || view.transition || rings !== null || view.isScaling || view.isQuick || view.tiles.counts.waiting > 0) draw();
  }

  function pulse(now) {
    rings.began ??= now;
    view.ringAge = Math.min(1, (now - rings.began) / ringTime);
    if (view.ringAge === 1) rings = null;
  }

  function fly(now) {
    flight.began ??= now;
    const t = Math.min(1, (now - flight.began) / zoomTime);
    view.camera = blend(flight.from, flight.to, 1 - (1 - t) ** 3);
    if (t < 1) return;
    view.camera = flight.to;
    flight = null;
    rest();
  }

  // The camera.

  function go(to, animate = true) {
    if (!to) return;
    tip.hide();
    tell(to, animate);
    if (!animate || still()) {
      view.camera = to;
      flight = null;
      rest();
    } else {
      flight = { from: { ...view.camera }, to };
    }
    draw();
  }

  /** Moves at once, as a hand does. */
  function move(to) {
    view.camera = to;
    flight = null;
    clearTimeout(resting);
    resting = setTimeout(rest, restAfter);
    tell(to, false);
    draw();
  }

  /** A camera that is locked to another one takes it along, by what part of the height and width of all it shows. */
  function tell(to, animate) {
    if (view.isTold) return;
    view.isLed = false;
    peer?.follow({ x0: to.x0, x1: to.x1, y0: to.y0 / view.world.height, y1: to.y1 / view.world.height }, animate);
  }

  /** Tells where the camera came to rest; a page in view becomes bytes. */
  function rest() {
    clearTimeout(resting);
    // Arrows belong to the map only while there is somewhere to go; else they step through the run.
    if (isHome(view)) delete host.dataset.ownKeys; else host.dataset.ownKeys = '';
    const at = isHome(view) ? null : placeOf(view);
    if (at?.start === level?.start && at?.length === level?.length && at?.level === level?.level) return;
    level = wanted = at;
    // Whoever leads tells for both.
    if (view.isLed) return;
    dotnet.invokeMethodAsync('Rested', at?.start ?? 0, at?.length ?? 0, at?.level ?? 'Space');
  }

  function zoomAtMiddle(factor) {
    const cell = selectedCell();
    const x = cell ? toScreenX(view, cell.x + cell.w / 2) : middle().x;
    const y = cell ? toScreenY(view, cell.y + cell.h / 2) : middle().y;
    go(zoomed(view, factor, Math.min(view.right, Math.max(view.left, x)), Math.min(view.bottom, Math.max(view.top, y))));
  }

  function pan(dx, dy) {
    const { x0, x1, y0, y1 } = view.camera;
    const [w, h] = [dx * (x1 - x0), dy * (y1 - y0)];
    go(clamp(view, { x0: x0 + w, x1: x1 + w, y0: y0 + h, y1: y1 + h }));
  }

  // What is under the pointer, and what is selected.

  const middle = () => ({ x: (view.left + view.right) / 2, y: (view.top + view.bottom) / 2 });
  const under = ({ x, y }) => (y < view.top - 4 || !view.world ? null : cellUnder(view.world, toWorldX(view, x), toWorldY(view, y), opens(view)));

  function selectedCell() {
    const section = view.selected && view.world?.sections.find(one => view.selected.start >= one.start && view.selected.start < one.end);
    return section ? cellSeen(section, view.selected.start, opens(view)) : null;
  }

  function choose(start, length) {
    view.selected = { start, end: start + length };
    draw();
    dotnet.invokeMethodAsync('Picked', start, length);
  }

  /** Says which numbered thing the pointer is at; 0 for none. */
  function pointAt(number) {
    if (view.told === number || view.numbered.length === 0) return;
    view.told = number;
    dotnet.invokeMethodAsync('Pointing', number);
  }

  /** The selection goes to the next cell; the cells of this size are the ones that can be seen. */
  function step(columns, rows) {
    const cell = selectedCell() ?? under(middle());
    if (!cell) return;
    const to = cell.start + (columns + rows * cell.section.grids[cell.depth].columns) * cell.unit;
    if (to >= cell.section.start && to < cell.section.end) choose(to, cell.unit);
  }

  const keys = {
    '+': () => zoomAtMiddle(2), '=': () => zoomAtMiddle(2), '-': () => zoomAtMiddle(0.5), '0': () => go(home(view)),
    Enter: () => { const cell = selectedCell() ?? under(middle()); if (cell) go(into(view, cell)); },
    Escape: () => go(outOf(view)), Backspace: () => go(outOf(view)), Home: () => go(home(view)),
    ArrowLeft: shift => (shift ? step(-1, 0) : pan(-0.2, 0)), ArrowRight: shift => (shift ? step(1, 0) : pan(0.2, 0)),
    ArrowUp: shift => (shift || isHome(view) ? step(0, -1) : pan(0, -0.2)), ArrowDown: shift => (shift || isHome(view) ? step(0, 1) : pan(0, 0.2)),
  };
  // At the start there is nothing beside the picture: these stay the run's own.
  const notAtHome = ['ArrowLeft', 'ArrowRight', 'Home', 'Escape', 'Backspace'];

  const deaf = listen(host, canvas, {
    ready: () => Boolean(view.world),
    camera: () => ({ ...view.camera }),
    drag(from, pixelsX, pixelsY) {
      const dx = pixelsX / (view.right - view.left) * (from.x1 - from.x0);
      const dy = pixelsY / (view.bottom - view.top) * (from.y1 - from.y0);
      tip.hide();
      move(clamp(view, { x0: from.x0 - dx, x1: from.x1 - dx, y0: from.y0 - dy, y1: from.y1 - dy }));
    },
    zoom: (factor, x, y) => move(zoomed(view, factor, x, Math.max(y, view.top))),
    pick(at) {
      if (at.y < view.top - 6) {
        const address = stripAddress(view, at.x);
        const section = address === null ? null : view.sheet.scene.sections.find(one => address >= one.start && address < one.start + one.length);
        go(section ? cameraTo(view, section.start, section.length, 'Block') : home(view));
        return;
      }
      const cell = under(at);
      if (cell) choose(cell.start, cell.unit);
    },
    open(at) {
      const cell = under(at);
      if (cell) go(into(view, cell));
    },
    hover(at) {
      const cell = under(at);
      const inside = cell && at.x >= view.left - 8 && at.x <= view.right + 8;
      view.hovered = inside ? { start: cell.start, end: cell.start + cell.unit } : null;
      pointAt(numberAt(view, at.x, at.y));
      const address = inside ? cell.start : at.y < 18 ? stripAddress(view, at.x) : null;
      if (address === null) tip.hide();
      else tip.tell(view, inside ? view.sheet.runsOf(cell.section, cell.depth) : view.sheet.extents, address, inside ? cell.unit : 0, at);
      draw();
    },
    leave() {
      view.hovered = null;
      pointAt(0);
      tip.hide();
      draw();
    },
    key(name, shift) {
      if (!(name in keys) || (isHome(view) && notAtHome.includes(name))) return false;
      keys[name](shift);
      return true;
    },
  });

  const sheetOf = (words, extents, blocks) => new Sheet(words, unpack(extents, words.words), unpack(blocks, words.words));

  /** @param transition null where the picture is there already, on its way or whole */
  function present(sheet, transition) {
    const before = view.sheet;
    const sections = sheet.scene.sections;
    const old = before?.scene.sections;
    const sameShape = old?.length === sections.length && old.every((one, i) => one.start === sections[i].start && one.rows === sections[i].rows);
    view.sheet = sheet;
    if (transition !== null) {
      const moves = before && transition !== 'none' && !still();
      view.transition = moves ? new Transition(before, sheet, transition) : null;
      rings = moves ? {} : null;
      view.ringAge = moves ? 0 : 1;
    }
    // What is gone is seen no more, but by a transition from it or by the next step's picture, should that be the same.
    if (before && before !== sheet && !view.transition && before !== expected?.sheet) before.release();
    host.dataset.shown = 'true';
    if (!view.width) {
      // Draws at once.
      fit();
      return;
    }
    if (!sameShape || !view.world) place();
    else for (const [i, one] of sections.entries()) Object.assign(view.world.sections[i], { fact: one.fact, title: one.title });
    draw();
  }

  function forget() {
    expected = null;
    delete host.dataset.foresees;
  }

  function foresee({ detail }) {
    if (detail !== 'NextStep' || !expected) return;
    const { sheet, transition, moment } = expected;
    forget();
    foreseen = moment;
    present(sheet, transition);
  }

  document.addEventListener('explorer-command', foresee);

  const handle = {
    /**
     * @param transition 'none', 'step' or 'kexec'
     * @param moment which one it is, where one may have been foreseen
     */
    show(words, extents, blocks, transition, moment) {
      const isForeseen = foreseen !== null && foreseen === moment;
      forget();
      foreseen = null;
      present(sheetOf(words, extents, blocks), isForeseen ? null : transition);
    },
    /**
     * Shows what was expected, and nothing anew where its key's press did so already. The server asks for it only while that is here: between
     * expect() and this it has shown nothing else.
     */
    showExpected(transition, moment) {
      const sheet = foreseen === moment ? null : expected.sheet;
      forget();
      foreseen = null;
      if (sheet) present(sheet, transition);
    },
    /** What the next step will show, so that its key need not wait for the server, whose word counts when it comes. */
    expect(words, extents, blocks, transition, moment) {
      expected = { sheet: sheetOf(words, extents, blocks), transition, moment };
      host.dataset.foresees = 'true';
    },
    /** Goes to what a link or a crumb names; level 'Space' is all of it. */
    look(start, length, name, animate) {
      wanted = name === 'Space' ? null : { start, length, level: name };
      if (!view.world) return;
      if (wanted?.start === level?.start && wanted?.length === level?.length && wanted?.level === level?.level) return;
      level = wanted;
      go(cameraTo(view, start, length, name), animate);
    },
    select(start, length) {
      if (start === (view.selected?.start ?? 0) && length === (view.selected ? view.selected.end - view.selected.start : 0)) return;
      view.selected = length > 0 ? { start, end: start + length } : null;
      draw();
    },
    /** Things with numbers to outline: { number, kind, text, isQuiet, ranges }, ranges as start and length in turn. */
    number(numbered) {
      view.numbered = numbered;
      host.dataset.numbered = numbered.map(one => one.number).join(' ');
      draw();
    },
    /** Brings out one number; 0 for none. */
    point(number) {
      view.pointed = number;
      host.dataset.pointed = number;
      draw();
    },
    /** Takes another map's camera along from now on; null ends it. */
    lock(other) {
      peer = other;
    },
    /** Called by the map that takes this one along. */
    follow(part, animate) {
      if (!view.world || !view.camera) return;
      view.isTold = view.isLed = true;
      const to = clamp(view, { x0: part.x0, x1: part.x1, y0: part.y0 * view.world.height, y1: part.y1 * view.world.height });
      if (animate) go(to); else move(to);
      view.isTold = false;
    },
    stop() {
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      resize.disconnect();
      themed.disconnect();
      document.removeEventListener('explorer-command', foresee);
      deaf();
      view.tiles.close();
      view.sheet = null;
      if (drawing.get(host)?.view === view) drawing.delete(host);
    },
  };
  drawing.set(host, { view, stop: handle.stop });
  // For who points at places of the map.
  host.mapView = view;
  return handle;
}
