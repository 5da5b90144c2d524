// The map's first picture, from the page as the server sent it: on screen while the circuit is still being made. What comes with the circuit is another
// element in the same place; it is given the same picture at once, and whoever opens it then goes on from there.

// Narrow maps are composed otherwise, which the server learns only later.
const narrowBelow = 560;

// A page whose circuit takes longer has told so itself by then.
const patience = 30_000;

// Nobody is there to be told anything yet.
const silent = { invokeMethodAsync: () => Promise.resolve() };

const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
const pieces = ({ runs, looks }) => ({ runs: bytes(runs), looks: bytes(looks) });

function draw(open, host, { words, extents, blocks, start, length, level }) {
  const map = open(silent, host);
  map.look(start, length, level, false);
  map.show(words, pieces(extents), pieces(blocks), 'none');
  return map;
}

const sent = document.querySelector('.map-host[data-first]');
if (sent && sent.clientWidth >= narrowBelow) {
  const first = JSON.parse(sent.dataset.first);
  // Fetched in its own time: a map that is slow to come, or never does, holds up neither the page nor its circuit.
  const { open } = await import('./map.js');
  if (sent.isConnected) {
    const drawn = draw(open, sent, first);
    const observer = new MutationObserver(() => {
      if (sent.isConnected) return;
      const host = document.querySelector('.map-host');
      if (!host) return;
      observer.disconnect();
      drawn.stop();
      draw(open, host, first);
    });
    observer.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => observer.disconnect(), patience);
  }
}
