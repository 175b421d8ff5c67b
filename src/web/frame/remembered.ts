/** What this browser remembers of a person's choices. The names are those of public/first-paint.js. */
export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(`changeguard.${name}`) ?? undefined;
  } catch {
    // Storage that is switched off remembers nothing; choices hold for as long as the page is open.
    return undefined;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`changeguard.${name}`, value);
  } catch {
    // The choice holds for as long as the page is open.
  }
}
