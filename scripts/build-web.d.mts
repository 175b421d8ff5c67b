export function buildWeb(): Promise<void>;
export function firstScreen(): Promise<{ readonly kilobytes: number; readonly files: readonly string[] }>;
