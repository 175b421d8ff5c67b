const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether whoever answers there runs on this machine. @throws TypeError for what is no address. */
export function isOnThisMachine(address: string): boolean {
  return loopback.has(new URL(address).hostname);
}
