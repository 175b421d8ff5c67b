import type { WrittenEvent } from './evtx.ts';

/** When the newest record of these logs is a minute old. */
export const noon = Date.UTC(2026, 8, 14, 12);
export const minute = 60_000;

export const streamlined = 'edr-eus3.us.endpoint.security.microsoft.com';
export const standard = 'winatp-gw-eus.microsoft.com';

/** The records of a whole log, one a minute up to noon: a short word for each. */
export function logOf(...words: readonly string[]): readonly WrittenEvent[] {
  return words.map((word, index) => ({
    ...eventOf(word),
    recordId: 100 + index,
    createdAt: noon - (words.length - index) * minute,
  }));
}

/** "contact HOST", "failed HOST", "partly HOST", or an event by its number. */
function eventOf(word: string): Omit<WrittenEvent, 'recordId' | 'createdAt'> {
  const [kind = '', host = ''] = word.split(' ');
  const url = `https://${host}/edr/?tenant=00000000`;
  switch (kind) {
    case 'contact':
      return {
        eventId: 4,
        data: [
          ['UInt1', '6'],
          ['Message1', url],
        ],
      };
    case 'failed':
      return {
        eventId: 5,
        level: 2,
        data: [
          ['UInt1', '1'],
          ['Message1', url],
          ['Int1', '12029'],
        ],
      };
    case 'partly':
      return {
        eventId: 67,
        level: 3,
        data: [
          ['UInt1', '6'],
          ['Message1', url],
          ['Int1', '-2147012867'],
        ],
      };
    case 'started':
      return { eventId: 1, data: [['parameter', '10.8804.27858.1000']] };
    default:
      return { eventId: Number(kind) };
  }
}

/** When the record at a position of a log of this length was written. */
export function at(position: number, length: number): number {
  return noon - (length - position) * minute;
}
