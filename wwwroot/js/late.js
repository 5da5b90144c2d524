// Scripts that the first picture does not need begin once it is on screen, in the order in which the head names them.

// A page in the background makes no frames, and begins all the same.
const patience = 100;

const shown = new Promise(done => requestAnimationFrame(() => setTimeout(done)));
const waited = new Promise(done => setTimeout(done, patience));

await Promise.race([shown, waited]);
for (const link of document.querySelectorAll('link[data-late]')) {
  const script = document.createElement('script');
  script.src = link.href;
  script.async = false;
  document.head.append(script);
}
