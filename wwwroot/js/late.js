// Scripts and sheets that the first picture does not need begin once it is on screen, in the order in which the head names them.

// Milliseconds. A page in the background makes no frames, and begins all the same; and where the map's modules are long on their way, the rest of
// the page is shown without it and its circuit begins.
const patience = 250;

// The first frame has the map, the second what stands around it.
const shown = new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
const waited = new Promise(done => setTimeout(done, patience));

await Promise.race([shown, waited]);
for (const script of document.querySelectorAll('script[blocking]')) script.removeAttribute('blocking');
for (const link of document.querySelectorAll('link[data-late]')) {
  if (link.rel === 'stylesheet') {
    link.media = 'all';
    continue;
  }
  const script = document.createElement('script');
  script.src = link.href;
  script.async = false;
  document.head.append(script);
}
