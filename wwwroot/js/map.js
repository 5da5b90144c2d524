// The physical memory map: one canvas, one camera. Moves locally; tells .NET where it came to rest and what was picked.
import { between, cellAt, cellUnder, layOut, pageSize, sectionAt, unpack, firstAfter } from './map-geometry.js';
import { hex, opens, paint, stripSpace, toScreenX, toScreenY, toWorldX, toWorldY } from './map-paint.js';
import { Fill, readLook } from './map-textures.js';

const zoomTime = 240;
const restAfter = 220;
const narrowBelow = 560;
const acts = { step: [[0, 140], [140, 320], [320, 480]], kexec: [[0, 175], [175, 400], [400, 600]] };
const owned = new Set([Fill.guest, Fill.secondStage, Fill.secondStageEphemeral, Fill.root, Fill.rootEphemeral, Fill.metadata, Fill.kernelImage, Fill.kernelData, Fill.vmm]);

/**
 * Draws on the canvas in `host` until close().
 * @param host the focusable element around the canvas
 * @param dotnet has invokable Rested(start, length, level), Picked(start, length) and Formed(narrow)
 */
export function open(host, dotnet) {
  const canvas = host.querySelector('canvas');
  const tip = host.querySelector('.map-tip');
  const context = canvas.getContext('2d', { alpha: false });
  const still = () => document.documentElement.dataset.motion === 'reduced';
  const view = { context, camera: null, acts: [1, 1, 1], selected: null, hovered: null, narrow: false };
  let scene = null, runs = null, wanted = null, level = null;
  let frame = 0, resting = 0, flight = null, show = null;

  const resize = new ResizeObserver(fit);
  const themed = new MutationObserver(() => { view.look = null; draw(); });
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  resize.observe(host);
  document.fonts?.ready.then(draw);

  function fit() {
    const [width, height] = [host.clientWidth, host.clientHeight];
    if (width < 40 || height < 40) return;
    const ratio = globalThis.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const narrow = width < narrowBelow;
    Object.assign(view, {
      width, height, ratio, narrow, margin: 16, look: null,
      left: narrow ? 88 : 104, right: width - (narrow ? 16 : 36), top: stripSpace, bottom: height - 4, findingsAt: height - 16,
    });
    if (narrow !== view.toldNarrow) {
      view.toldNarrow = narrow;
      dotnet.invokeMethodAsync('Formed', narrow);
    }
    place();
  }

  /** Lays the world out anew; the camera keeps the addresses that it shows. */
  function place() {
    if (!scene || !view.width) return;
    const kept = view.world && view.camera && !isHome() ? cameraPlace() : null;
    view.world = layOut(scene.sections, view.bottom - view.top);
    const to = kept ?? wanted;
    view.camera = to ? cameraTo(to.start, to.length, to.level) : home();
    draw();
  }

  const home = () => ({ x0: 0, x1: 1, y0: 0, y1: Math.min(view.world.height, Math.max(view.bottom - view.top, 1)) });
  const isHome = () => view.camera.x1 - view.camera.x0 > 0.995 && view.camera.y1 - view.camera.y0 > (home().y1 - 0.5) && view.camera.y0 < 0.5;

  function draw() {
    if (!frame) frame = requestAnimationFrame(tick);
  }

  function tick(now) {
    frame = 0;
    if (!scene || !view.world || !view.width) return;
    view.look ??= readLook(context, view.ratio);
    if (flight) fly(now);
    if (show) play(now);
    view.shown = shownRange();
    view.scene = scene;
    paint(view);
    if (flight || show) draw();
  }

  // The camera.

  function fly(now) {
    flight.began ??= now;
    const t = Math.min(1, (now - flight.began) / zoomTime);
    const eased = 1 - (1 - t) ** 3;
    view.camera = blend(flight.from, flight.to, eased);
    if (t < 1) return;
    view.camera = flight.to;
    flight = null;
    rest();
  }

  /** Geometric in scale: equal times for equal factors, about the one point that stays where it is. */
  function blend(from, to, t) {
    const axis = (a0, a1, b0, b1) => {
      const [a, b] = [a1 - a0, b1 - b0];
      if (Math.abs(a - b) < 1e-12 * Math.max(a, b)) return [a0 + (b0 - a0) * t, a1 + (b1 - a1) * t];
      const span = a * (b / a) ** t;
      const fixed = (a0 * b - b0 * a) / (b - a);
      const low = fixed + (a0 - fixed) * (span / a);
      return [low, low + span];
    };
    const [x0, x1] = axis(from.x0, from.x1, to.x0, to.x1);
    const [y0, y1] = axis(from.y0, from.y1, to.y0, to.y1);
    return { x0, x1, y0, y1 };
  }

  function go(to, animate = true) {
    hideTip();
    if (!animate || still()) {
      view.camera = to;
      flight = null;
      rest();
    } else {
      flight = { from: { ...view.camera }, to };
    }
    draw();
  }

  function clamp(camera) {
    const limit = Math.max(view.world.height, 1);
    const slide = (low, high, most) => {
      const span = Math.min(high - low, most);
      const start = Math.min(Math.max(low, 0), most - span);
      return [start, start + span];
    };
    const [x0, x1] = slide(camera.x0, camera.x1, 1);
    const [y0, y1] = slide(camera.y0, camera.y1, isFinite(limit) ? Math.max(limit, home().y1) : 1);
    return { x0, x1, y0, y1 };
  }

  /** Zooms about a point of the screen. Cells are taller than wide in their rows, so the two axes scale differently. */
  function zoom(factor, screenX, screenY) {
    const [x, y] = [toWorldX(view, screenX), toWorldY(view, screenY)];
    const cell = cellUnder(view.world, x, y, () => false);
    if (!cell) return;
    const scale = 1 / (view.camera.x1 - view.camera.x0);
    const columns = cell.section.grids.slice(0, -1).reduce((product, grid) => product * grid.columns, 1);
    const blockHeight = cell.section.pitch / cell.section.grids.slice(1, -1).reduce((product, grid) => product * grid.rows, 1);
    const power = scale < columns ? Math.log(Math.max(2, home().y1 / blockHeight)) / Math.log(columns) : 0.5;
    const [fx, fy] = [1 / factor, (1 / factor) ** power];
    view.camera = clamp({
      x0: x + (view.camera.x0 - x) * fx, x1: x + (view.camera.x1 - x) * fx,
      y0: y + (view.camera.y0 - y) * fy, y1: y + (view.camera.y1 - y) * fy,
    });
    if (factor < 1 && view.camera.x1 - view.camera.x0 > 0.999) view.camera = clamp({ ...view.camera, y1: view.camera.y1 + (home().y1 * (1 / factor - 1)) / 2 });
    flight = null;
    restSoon();
    draw();
  }

  /** The camera for what a link names. */
  function cameraTo(start, length, name) {
    if (!name || name === 'Space') return home();
    const section = sectionAt(view.world, start);
    const end = start + length;
    if (name === 'Block' || name === 'Gigabyte') {
      const last = sectionAt(view.world, end - 1);
      if (start <= section.start && end >= last.end) return clamp({ x0: 0, x1: 1, y0: section.top - 6, y1: Math.max(last.bottom + 6, section.top + 20) });
      return around(section, start, end, section.grids.length - 2, last);
    }
    return around(section, start, end, section.grids.length - 1, section, name !== 'Page');
  }

  function around(section, start, end, depth, last = section, isPage = false) {
    const [a, b] = [cellAt(section, start, depth), cellAt(last, Math.max(start, end - 1), depth)];
    const box = { x0: Math.min(a.x, b.x), x1: Math.max(a.x + a.w, b.x + b.w), y0: a.y, y1: Math.max(a.y + a.h, b.y + b.h) };
    if (isPage) return box;
    return box.x1 - box.x0 > 0.999 ? clamp({ ...box, x0: 0, x1: 1 }) : box;
  }

  /** Where the camera is, in addresses. */
  function cameraPlace() {
    const see = opens(view);
    const inset = { x: (view.camera.x1 - view.camera.x0) * 1e-6, y: (view.camera.y1 - view.camera.y0) * 1e-6 };
    const a = cellUnder(view.world, view.camera.x0 + inset.x, view.camera.y0 + inset.y, see);
    const b = cellUnder(view.world, view.camera.x1 - inset.x, view.camera.y1 - inset.y, see);
    const middle = cellUnder(view.world, (view.camera.x0 + view.camera.x1) / 2, (view.camera.y0 + view.camera.y1) / 2, see);
    if (middle.unit === pageSize && middle.w / (view.camera.x1 - view.camera.x0) > 0.5) return { start: middle.start, length: pageSize, level: 'Entry' };
    const start = Math.min(a.start, b.start);
    const end = Math.max(Math.min(a.start + a.unit, a.section.end), Math.min(b.start + b.unit, b.section.end));
    return { start, length: Math.max(end - start, middle.unit), level: middle.unit === pageSize ? 'Page' : 'Block' };
  }

  function shownRange() {
    if (isHome()) return { start: scene.sections[0]?.start ?? 0, end: Math.max(0, ...scene.sections.map(one => one.start + one.length)) };
    const { start, length } = cameraPlace();
    return { start, end: start + length };
  }

  function restSoon() {
    clearTimeout(resting);
    resting = setTimeout(rest, restAfter);
  }

  /** Tells where the camera came to rest; a page in view becomes bytes. */
  function rest() {
    clearTimeout(resting);
    // Arrows belong to the map only while there is somewhere to go; else they step through the run.
    if (isHome()) delete host.dataset.ownKeys; else host.dataset.ownKeys = '';
    const at = isHome() ? null : cameraPlace();
    if (at?.start === level?.start && at?.length === level?.length && at?.level === level?.level) return;
    level = wanted = at;
    dotnet.invokeMethodAsync('Rested', at?.start ?? 0, at?.length ?? 0, at?.level ?? 'Space');
  }

  function zoomInto(cell) {
    if (!cell) return;
    if (cell.unit === pageSize) go(cameraTo(cell.start, pageSize, 'Entry'));
    else if (cell.depth + 1 < cell.section.grids.length) {
      const rect = cellAt(cell.section, cell.start, cell.depth);
      go({ x0: rect.x, x1: rect.x + rect.w, y0: rect.y, y1: rect.y + rect.h });
    }
  }

  function zoomOut() {
    if (isHome()) return;
    const { start, level: name } = cameraPlace();
    const section = sectionAt(view.world, start);
    if (name === 'Entry') {
      const block = cellAt(section, start, section.grids.length - 2);
      go(cameraTo(block.start, block.unit, 'Page'));
    } else if (name === 'Page') go(cameraTo(section.start, section.length, 'Block'));
    else go(home());
  }

  // Transitions between neighbouring steps: what goes, what passes on, what comes.

  function start(before, kexec) {
    view.extents = between(before.extents, runs.extents, fill => owned.has(fill));
    view.blocks = between(before.blocks, runs.blocks, fill => owned.has(fill));
    if (![...view.extents, ...view.blocks].some(piece => piece.act)) return stop();
    show = { times: kexec ? acts.kexec : acts.step };
    view.acts = [0, 0, 0];
  }

  function play(now) {
    show.began ??= now;
    const t = now - show.began;
    view.acts = show.times.map(([from, to]) => ease(Math.min(1, Math.max(0, (t - from) / (to - from)))));
    if (t >= show.times[2][1]) stop();
  }

  // About cubic-bezier(.3, 0, .2, 1).
  const ease = t => (t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2);

  function stop() {
    show = null;
    view.acts = [1, 1, 1];
    view.extents = runs.extents;
    view.blocks = runs.blocks;
  }

  // Pointer, wheel and keys.

  const fingers = new Map();
  let drag = null, pinch = null;
  const point = event => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const under = ({ x, y }) => (y < view.top - 4 || !view.world ? null : cellUnder(view.world, toWorldX(view, x), toWorldY(view, y), opens(view)));

  const listeners = {
    pointerdown(event) {
      if (event.button !== 0 || !view.world) return;
      const at = point(event);
      fingers.set(event.pointerId, at);
      canvas.setPointerCapture(event.pointerId);
      if (fingers.size === 2) {
        const [a, b] = fingers.values();
        pinch = Math.hypot(a.x - b.x, a.y - b.y);
        drag = null;
      } else drag = { at, camera: { ...view.camera }, moved: false };
    },
    pointermove(event) {
      if (!view.world) return;
      const at = point(event);
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, at);
      if (fingers.size === 2) {
        const [a, b] = fingers.values();
        const apart = Math.hypot(a.x - b.x, a.y - b.y);
        zoom(apart / Math.max(pinch, 1), (a.x + b.x) / 2, (a.y + b.y) / 2);
        pinch = apart;
        return;
      }
      if (drag && (drag.moved || Math.hypot(at.x - drag.at.x, at.y - drag.at.y) > 4)) {
        drag.moved = true;
        host.classList.add('is-dragging');
        const dx = (at.x - drag.at.x) / (view.right - view.left) * (drag.camera.x1 - drag.camera.x0);
        const dy = (at.y - drag.at.y) / (view.bottom - view.top) * (drag.camera.y1 - drag.camera.y0);
        view.camera = clamp({ x0: drag.camera.x0 - dx, x1: drag.camera.x1 - dx, y0: drag.camera.y0 - dy, y1: drag.camera.y1 - dy });
        flight = null;
        hideTip();
        restSoon();
        draw();
        return;
      }
      hover(at);
    },
    pointerup(event) {
      fingers.delete(event.pointerId);
      host.classList.remove('is-dragging');
      if (drag && !drag.moved) pick(point(event));
      drag = null;
    },
    pointercancel(event) {
      fingers.delete(event.pointerId);
      host.classList.remove('is-dragging');
      drag = null;
    },
    pointerleave() {
      view.hovered = null;
      hideTip();
      draw();
    },
    dblclick(event) {
      const cell = under(point(event));
      if (cell) zoomInto(cell);
    },
    wheel(event) {
      if (!view.world) return;
      event.preventDefault();
      const at = point(event);
      const lines = event.deltaMode === 1 ? 33 : 1;
      zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0022)), at.x, Math.max(at.y, view.top));
    },
  };

  const keys = {
    '+': () => zoomAtMiddle(2), '=': () => zoomAtMiddle(2), '-': () => zoomAtMiddle(0.5), '0': () => go(home()),
    Enter: () => zoomInto(selectedCell() ?? under({ x: (view.left + view.right) / 2, y: (view.top + view.bottom) / 2 })),
    Escape: zoomOut, Backspace: zoomOut, Home: () => !isHome() && go(home()),
    ArrowLeft: shift => (shift ? move(-1, 0) : pan(-0.2, 0)), ArrowRight: shift => (shift ? move(1, 0) : pan(0.2, 0)),
    ArrowUp: shift => (shift || isHome() ? move(0, -1) : pan(0, -0.2)), ArrowDown: shift => (shift || isHome() ? move(0, 1) : pan(0, 0.2)),
  };

  function onKey(event) {
    if (event.target !== host || event.ctrlKey || event.altKey || event.metaKey || !view.world || !(event.key in keys)) return;
    // At the start there is nothing beside the picture: arrows stay the run's own.
    if (isHome() && (['ArrowLeft', 'ArrowRight', 'Home', 'Escape', 'Backspace'].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key](event.shiftKey);
  }

  function zoomAtMiddle(factor) {
    const cell = selectedCell();
    const x = cell ? toScreenX(view, cell.x + cell.w / 2) : (view.left + view.right) / 2;
    const y = cell ? toScreenY(view, cell.y + cell.h / 2) : (view.top + view.bottom) / 2;
    const before = { ...view.camera };
    zoom(factor, Math.min(view.right, Math.max(view.left, x)), Math.min(view.bottom, Math.max(view.top, y)));
    const to = view.camera;
    view.camera = before;
    go(to);
  }

  function pan(dx, dy) {
    const [w, h] = [view.camera.x1 - view.camera.x0, view.camera.y1 - view.camera.y0];
    go(clamp({ x0: view.camera.x0 + dx * w, x1: view.camera.x1 + dx * w, y0: view.camera.y0 + dy * h, y1: view.camera.y1 + dy * h }));
  }

  function selectedCell() {
    if (!view.selected || !view.world) return null;
    const section = view.world.sections.find(one => view.selected.start >= one.start && view.selected.start < one.end);
    if (!section) return null;
    const see = opens(view);
    let depth = 0;
    while (depth + 1 < section.grids.length && see(cellAt(section, view.selected.start, depth).w)) depth++;
    return { ...cellAt(section, view.selected.start, depth), section, depth };
  }

  /** The selection goes to the next cell; the cells of this size are the ones that can be seen. */
  function move(columns, rows) {
    const cell = selectedCell() ?? under({ x: (view.left + view.right) / 2, y: (view.top + view.bottom) / 2 });
    if (!cell) return;
    const to = cell.start + (columns + rows * cell.section.grids[cell.depth].columns) * cell.unit;
    if (to >= cell.section.start && to < cell.section.end) choose(to, cell.unit);
  }

  function pick(at) {
    if (at.y < view.top - 6) {
      const address = stripAddress(at.x);
      const section = address === null ? null : scene.sections.find(one => address >= one.start && address < one.start + one.length);
      go(section ? cameraTo(section.start, section.length, 'Block') : home());
      return;
    }
    const cell = under(at);
    if (cell) choose(cell.start, cell.unit);
  }

  function stripAddress(x) {
    const share = (x - view.margin) / (view.width - 2 * view.margin);
    for (let i = 0; i < scene.strip.length; i += 4) {
      const [from, length, low, high] = scene.strip.slice(i, i + 4);
      if (share >= low && share <= high) return from + (share - low) / (high - low) * length;
    }
    return null;
  }

  function choose(from, length) {
    view.selected = { start: from, end: from + length };
    draw();
    dotnet.invokeMethodAsync('Picked', from, length);
  }

  function hover(at) {
    const cell = under(at);
    const inside = cell && at.x >= view.left - 8 && at.x <= view.right + 8;
    view.hovered = inside ? { start: cell.start, end: cell.start + cell.unit } : null;
    if (!inside) {
      const address = at.y < 18 ? stripAddress(at.x) : null;
      if (address === null) hideTip();
      else tell(address, 0, at);
    } else tell(cell.start, cell.unit, at, cell.section.isCarveOut && cell.depth === 0 ? runs.blocks : runs.extents);
    draw();
  }

  function tell(address, length, at, source = runs.extents) {
    const [first, end] = [firstAfter(source, address), address + Math.max(length, 1)];
    let best = null, most = 0, count = 0;
    for (let i = first; i < source.length && source[i].start < end; i++) {
      const size = Math.min(source[i].end, end) - Math.max(source[i].start, address);
      count++;
      if (size > most) [best, most] = [source[i], size];
    }
    tip.replaceChildren();
    const code = document.createElement('code');
    code.textContent = hex(address);
    tip.append(code, document.createTextNode(` ${best?.words ?? 'nothing answers'}${count > 1 ? `, and ${count - 1} more` : ''}`));
    tip.hidden = false;
    const width = tip.offsetWidth;
    tip.style.left = `${Math.max(4, Math.min(view.width - width - 4, at.x + 14))}px`;
    tip.style.top = `${at.y + 44 > view.height ? at.y - 32 : at.y + 16}px`;
  }

  function hideTip() {
    tip.hidden = true;
  }

  for (const [name, listener] of Object.entries(listeners)) canvas.addEventListener(name, listener, { passive: false });
  host.addEventListener('keydown', onKey);

  return {
    /** @param transition 'none', 'step' or 'kexec' */
    show(words, extents, blocks, transition) {
      const before = runs;
      const sameShape = scene && scene.sections.length === words.sections.length && scene.sections.every((one, i) => one.start === words.sections[i].start && one.rows === words.sections[i].rows);
      scene = words;
      runs = { extents: unpack(extents, words.words), blocks: unpack(blocks, words.words) };
      stop();
      if (!view.width) fit();
      else if (!sameShape || !view.world) place();
      else for (const [i, one] of words.sections.entries()) Object.assign(view.world.sections[i], { fact: one.fact, title: one.title });
      if (before && transition !== 'none' && !still()) start(before, transition === 'kexec');
      host.dataset.shown = 'true';
      draw();
    },
    /** Goes to what a link or a crumb names; level 'Space' is all of it. */
    look(from, length, name, animate) {
      wanted = name === 'Space' ? null : { start: from, length, level: name };
      if (!view.world) return;
      if (wanted?.start === level?.start && wanted?.length === level?.length && wanted?.level === level?.level) return;
      level = wanted;
      go(cameraTo(from, length, name), animate);
    },
    select(from, length) {
      view.selected = length > 0 ? { start: from, end: from + length } : null;
      draw();
    },
    close() {
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      resize.disconnect();
      themed.disconnect();
      host.removeEventListener('keydown', onKey);
      for (const [name, listener] of Object.entries(listeners)) canvas.removeEventListener(name, listener);
    },
  };
}
