// The map's first picture, from the page as the server sent it: on screen while the circuit is still being made. What comes with the circuit is another
// element in the same place; it is given the same picture at once, and whoever opens it then goes on from there.

// The first frame waits for this (blocking=render in the head), as long as js/late.js lets it.
import { open } from '/js/map.bundle.js';

// Narrow maps are composed otherwise, which the server learns only later.
const narrowBelow = 560;

// There the panes lie over each other, one at a time (css/layout.css).
const onePane = matchMedia('(max-width: 860px)');

// A page whose circuit takes longer has told so itself by then.
const patience = 30_000;

// Nobody is there to be told anything yet.
const silent = { invokeMethodAsync: () => Promise.resolve() };

const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
const pieces = ({ runs, looks }) => ({ runs: bytes(runs), looks: bytes(looks) });

function draw(host, { words, extents, blocks, start, length, level }) {
  const map = open(silent, host);
  map.look(start, length, level, false);
  map.show(words, pieces(extents), pieces(blocks), 'none');
  return map;
}

const sent = document.querySelector('.map-host[data-first]');
if (sent && !onePane.matches) {
  // What stands around the map comes a frame later (css/layout.css): laying it out takes longer than the map does.
  const { dataset } = document.documentElement;
  dataset.picture = 'first';
  requestAnimationFrame(() => setTimeout(() => delete dataset.picture));
}
if (sent && sent.clientWidth >= narrowBelow) {
  const first = JSON.parse(sent.dataset.first);
  const drawn = draw(sent, first);
  const observer = new MutationObserver(() => {
    if (sent.isConnected) return;
    const host = document.querySelector('.map-host');
    if (!host) return;
    observer.disconnect();
    drawn.stop();
    draw(host, first);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), patience);
}
