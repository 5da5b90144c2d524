// Says what goes on while the page has no connection. Blazor reports states on the element; we show the words for each.
const panel = document.getElementById('components-reconnect-modal');
const retry = panel.querySelector('[data-reconnect=retry]');
const reload = panel.querySelector('[data-reconnect=reload]');

panel.addEventListener('components-reconnect-state-changed', event => {
  const state = event.detail.state;
  if (state === 'hide') {
    if (panel.open) panel.close();
    return;
  }
  // The server restarted or dropped the circuit. The address holds the view, so loading it again returns to it.
  if (state === 'rejected') {
    location.reload();
    return;
  }
  panel.dataset.state = state === 'failed' ? 'failed' : 'retrying';
  if (!panel.open) panel.showModal();
});

retry.addEventListener('click', async () => {
  panel.dataset.state = 'retrying';
  try {
    if (!await Blazor.reconnect()) location.reload();
  } catch {
    panel.dataset.state = 'failed';
  }
});

reload.addEventListener('click', () => location.reload());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && panel.open && panel.dataset.state === 'failed') retry.click();
});
