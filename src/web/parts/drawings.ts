/** Drawings of our own, 20 by 20, as strokes. A package of icons would be larger than everything else together. */
export const drawings = {
  overview: 'M3 9.500 10 3l7 6.500V17h-5v-5H8v5H3z',
  servers: 'M3 4h14v5H3zM3 11h14v5H3zM6 6.500h.01M6 13.500h.01',
  campaigns: 'M4 17V3m0 1h11l-2.500 3.500L15 11H4',
  tasks: 'm3 5 1.500 1.500L7 4m-4 7 1.500 1.500L7 10m3-4.500h7m-7 6h7M3.500 16.500h13',
  settings: 'M3 6h7m4 0h3M3 14h3m4 0h7M12 4v4M8 12v4',
  evidence: 'M4 3h8l4 4v10H4zM12 3v4h4M7 11h6m-6 3h6',
  tenants: 'M3 17V6h6v11M9 9h8v8M3 17h14M6 9h.01M6 12h.01M12.500 12h.01M12.500 14.500h.01',
  proof: 'M10 2.500 16.500 5v5c0 4-3 6.500-6.500 7.500C6.500 16.500 3.500 14 3.500 10V5zM7 10l2.200 2.200L13.200 8',
  log: 'M5 3h10v14H5zM8 7h4m-4 3h4m-4 3h2',
  search: 'M9 3.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11m4 9.500 4 4',
  menu: 'M3 5.500h14M3 10h14M3 14.500h14',
  close: 'm5 5 10 10M15 5 5 15',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14m0 3v4l3 2',
  person: 'M10 3.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6M4.500 16.500c0-5 11-5 11 0',
  theme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  language: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M3 10h14M10 3c-4 4-4 10 0 14M10 3c4 4 4 10 0 14',
  download: 'M10 3v9m-4-4 4 4 4-4M4 16.500h12',
  refresh: 'M16 10a6 6 0 1 1-2-4.500M14 2.500v3.500h-3.500',
  more: 'M6 8l4 4 4-4',
  up: 'M10 16V4M5.500 8.500 10 4l4.500 4.500',
  down: 'M10 4v12m-4.500-4.500L10 16l4.500-4.500',
  sortable: 'm6 8 4-4 4 4m-8 4 4 4 4-4',
  check: 'm4 10.500 4 4 8-9',
  cross: 'm5 5 10 10M15 5 5 15',
  warn: 'M10 3 18 17H2zm0 5v4m0 2.500v.01',
  half: 'M10 3.500a6.500 6.500 0 1 0 0 13zM10 3.500a6.500 6.500 0 0 1 0 13',
  full: 'M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12',
  question: 'M7 7.500C7 3 13.500 3.500 13 7.500c-.3 2-3 2.200-3 4.500m0 3v.01',
  quarter: 'M10 3.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M10 3.500V10h6.500',
  back: 'M8 4 4 8l4 4M4 8h8a4 4 0 0 1 0 8H8',
  dash: 'M5 10h10',
  pause: 'M7 4v12m6-12v12',
  stop: 'M5 5h10v10H5z',
  stopped: 'M4 4h12v12H4z',
  onward: 'm4 5 5 5-5 5m7-10 5 5-5 5',
  undone: 'm9 5-5 5 5 5m7-10-5 5 5 5',
  dot: 'M10 8.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3',
  dotted:
    'M10 3.500v.01M14.600 5.400v.01M16.500 10v.01M14.600 14.600v.01M10 16.500v.01M5.400 14.600v.01M3.500 10v.01M5.400 5.400v.01',
} as const;
export type IconName = keyof typeof drawings;

/** The signs of the command line's states, drawn. */
const signs: Readonly<Record<string, IconName>> = {
  '✓': 'check',
  '✗': 'cross',
  '!': 'warn',
  '●': 'full',
  '○': 'dotted',
  '?': 'question',
  '◔': 'quarter',
  '◐': 'half',
  '◕': 'clock',
  '↩': 'back',
  '–': 'dash',
  '‖': 'pause',
  '■': 'stopped',
  '□': 'stop',
  '»': 'onward',
  '«': 'undone',
  '·': 'dot',
  '◌': 'dotted',
};

export function iconOfSign(sign: string): IconName {
  return signs[sign] ?? 'question';
}
