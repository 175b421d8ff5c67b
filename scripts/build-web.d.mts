export function buildWeb(): Promise<void>;
export function firstScreen(
  screen?: string,
): Promise<{ readonly kilobytes: number; readonly files: readonly string[] }>;
