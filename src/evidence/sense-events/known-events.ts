/** What an event of SENSE means. */
interface KnownEvent {
  readonly from: number;
  readonly to: number;
  readonly meaning: string;
}

/**
 * Events by their number. From Microsoft's table of event ids (learn.microsoft.com/defender-endpoint/event-error-codes, seen 2026-09) and, for
 * the numbers that it leaves out, from the manifests of the provider in Windows 10. What is not here is counted all the same.
 */
const rows: readonly (readonly [number, number, string])[] = [
  [1, 1, 'service started'],
  [2, 2, 'service shut down'],
  [3, 3, 'service did not start'],
  [4, 4, 'contacted the service'],
  [5, 5, 'contact with the service failed'],
  [6, 6, 'not onboarded, no parameters found'],
  [7, 7, 'onboarding parameters unreadable'],
  [8, 8, 'configuration not cleaned up'],
  [9, 9, 'start type not changed'],
  [10, 10, 'onboarding not kept'],
  [11, 11, 'onboarding completed'],
  [12, 12, 'default configuration not applied'],
  [13, 13, 'device id calculated'],
  [14, 14, 'start failed'],
  [15, 15, 'command channel not started'],
  [17, 17, 'start failed'],
  [18, 19, 'first run of Windows'],
  [20, 20, 'start failed'],
  [25, 33, 'status, antivirus mode, DiagTrack, offboarding or id failed'],
  [35, 41, 'quotas, network and power'],
  [42, 43, 'a component failed'],
  [44, 44, 'offboarding completed'],
  [45, 48, 'trace session'],
  [49, 49, 'cloud configuration invalid'],
  [50, 50, 'new cloud configuration applied'],
  [51, 52, 'fell back to another configuration'],
  [53, 53, 'configuration loaded from store'],
  [59, 61, 'command'],
  [63, 64, 'start type of a needed service changed'],
  [67, 67, 'contact with the service failed in part'],
  [68, 69, 'a needed service has another start type or is stopped'],
  [71, 71, 'command'],
  [84, 84, 'antivirus passive mode set'],
  [92, 93, 'data quota'],
  [94, 98, 'state of the sensor'],
  [99, 100, 'failure of the sensor'],
  [108, 109, 'platform update'],
  [118, 118, 'platform update'],
  [122, 122, 'platform update'],
  [134, 135, 'onboarding blob'],
  [307, 308, 'device authentication'],
  [401, 402, 'device authentication'],
  [403, 403, 'device authentication done'],
  [404, 404, 'device authentication'],
  [405, 406, 'device authentication failed'],
  [407, 409, 'device authentication'],
  [410, 410, 'device authentication needed to onboard again'],
  [411, 412, 'device authentication'],
  [1_800, 1_843, 'device management'],
];

const known: readonly KnownEvent[] = rows.map(([from, to, meaning]) => ({ from, to, meaning }));

/** The numbers that facts are made of. */
export const senseEventId = {
  started: 1,
  contact: 4,
  contactFailed: 5,
  onboarded: 11,
  offboarded: 44,
  contactFailedInPart: 67,
} as const;

/** What an event means, for people; undefined when its number is in no list. */
export function meaningOf(eventId: number): string | undefined {
  return known.find(({ from, to }) => eventId >= from && eventId <= to)?.meaning;
}
