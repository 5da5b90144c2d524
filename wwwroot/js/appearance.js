// Theme and motion, decided before the first paint: a plain script in the head, not a module.
// What the reader chooses on this page comes first, then what the link asks for, then the reader's last choice, then the system.
globalThis.explorerAppearance = (() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const themes = ['system', 'dark', 'light'];
  let listener = null;
  let chosen = null;

  // Storage may be refused (private windows, policies); then the choice lasts as long as the page.
  const kept = new Map();
  const recall = key => {
    try { return localStorage.getItem(key) ?? kept.get(key) ?? null; } catch { return kept.get(key) ?? null; }
  };
  const keep = (key, value) => {
    kept.set(key, value);
    try { localStorage.setItem(key, value); } catch { /* kept above */ }
  };

  const asked = () => new URLSearchParams(location.search).get('theme');
  const known = theme => (themes.includes(theme) ? theme : null);
  const theme = () => chosen ?? known(asked()) ?? known(recall('theme')) ?? 'system';
  const isDark = () => (theme() === 'system' ? dark.matches : theme() === 'dark');
  const isStill = () => {
    const chosen = recall('motion');
    return chosen === null ? still.matches : chosen === 'reduced';
  };

  function apply() {
    root.dataset.theme = isDark() ? 'dark' : 'light';
    root.dataset.motion = isStill() ? 'reduced' : 'full';
    listener?.invokeMethodAsync('Report', theme(), isDark(), isStill());
  }

  dark.addEventListener('change', apply);
  still.addEventListener('change', apply);
  apply();

  return {
    follow(dotnet) { listener = dotnet; apply(); },
    unfollow() { listener = null; },
    chooseTheme(choice) {
      chosen = known(choice);
      keep('theme', choice);
      apply();
    },
    reduceMotion(reduce) { keep('motion', reduce ? 'reduced' : 'full'); apply(); },
  };
})();
