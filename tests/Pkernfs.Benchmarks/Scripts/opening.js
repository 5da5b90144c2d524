// Put into a page before anything of it runs: when what is waited for was on screen, in milliseconds since its navigation began.
globalThis.whenPainted = selector => new Promise(done => {
  const look = () => {
    if (!document.querySelector(selector)) return false;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now());
      channel.port2.postMessage(null);
    });
    return true;
  };
  if (look()) return;
  const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
});
globalThis.pictured = whenPainted('.map-host[data-shown=true], main.plain-page h1');
