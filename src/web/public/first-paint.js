// Runs before anything is painted, so that nobody who chose dark is shown a white page first. The names are those of frame/choices.ts.
(() => {
  const read = (name) => {
    try {
      return localStorage.getItem(`changeguard.${name}`);
    } catch {
      // Storage that is switched off remembers no choice; the system's own holds.
      return null;
    }
  };
  const chosen = read('theme') ?? 'system';
  const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = chosen === 'system' ? (prefersDark ? 'dark' : 'light') : chosen;
  document.documentElement.dataset.theme = theme;
  document.documentElement.lang = read('language') ?? 'en';
})();
