import { problems } from '../domain/problem-catalogue.ts';
import { codeInWords } from './check-catalogue.ts';

/** Why nothing happens now, as people read it after "waiting:". Codes are the engine's and the journey's. */
export const waits: Readonly<Record<string, string>> = {
  'its-turn': 'for a turn',
  'earlier-wave': 'for an earlier wave to finish',
  'cap-full': 'for a free slot; as many servers as allowed are in flight',
  'floor-site': 'for more protected servers at the site; one less would break the floor',
  'floor-domain': 'for more protected servers in the domain; one less would break the floor',
  'floor-waiver-missing': 'for a waiver: no second server is known to stand in at the site or in the domain',
  'cap-site': 'for a free slot at the site',
  'cap-domain': 'for a free slot in the domain',
  'cap-day': 'for the next day; as many servers as allowed have started or will be committed',
  'blast-radius': 'for a commit; as many servers as allowed are neither as before nor committed',
  spread: 'for time to pass since the last start at the site',
  'window-closed': 'for a window to open',
  freeze: 'for a freeze to end',
  'too-late-in-window': 'for the next window; a move might not end within this one',
  'window-too-short': 'for a window that is long enough; none so far is',
  'calendar-unreadable': 'for a new plan; a calendar of this one cannot be read',
  'approval-missing': 'for the approval of somebody other than the author',
  'approval-expired': 'for a new approval; the last one ran out',
  'approval-refused': 'for whoever refused the plan to take that back',
  'earlier-attempt': 'for the server to be seen protected after an earlier attempt',
  'earlier-journey': 'for a journey that comes first on the same server',
  'start-undecided': 'for a person to decide on a start from which no way back is promised',
  'start-unpressed': 'to be asked for again; nobody pressed the start in the portal in time',
  'host-pinned': 'for a person to release the server, which was rolled back',
  'host-held': 'for a person to release the server, which is held',
  'verdict-missing': 'for a first check',
  'verdict-outdated': 'for a new check; the last verdict ran out',
  'not-eligible': 'for what blocks a start to be mended',
  'evidence-missing': 'for evidence that is missing',
  'service-to-begin': 'for the service to begin',
  'service-to-finish': 'for the service to finish',
  'automatic-revert': 'for the service to revert the attempt or to finish',
  'observation-to-end': 'for the observation period to end',
  'reading-to-tell': 'for a reading that tells whether the request arrived',
  'prerequisite-lost': 'for the service; a prerequisite was lost on the way',
  'rollback-in-portal': 'for a person to roll back in the portal',
  'start-in-portal': 'for a person to press the start in the portal',
  'protection-to-be-seen': 'for a reading that shows the new sensor protecting',
  'protection-to-return': 'for a reading that shows the server protected again',
  acknowledgement: 'for a person to acknowledge the failure',
  'campaign-paused': 'for a person to resume the campaign',
  'campaign-tripped': 'for a person; too much failed, and the campaign is held',
  'campaign-stopped': 'for the campaign to be resumed; nothing had been sent yet',
  'connection-missing': 'for a connection to the service',
  'connection-not-armed': 'for an administrator to arm the connection',
  'commit-overdue': 'for a server that may have been committed before everything was proven',
  'commit-passed-unproven': 'for a person to decide on a server that was committed unproven',
};

export function waitInWords(code: string): string {
  if (Object.hasOwn(waits, code)) return waits[code] ?? '';
  // A source in trouble gives its problem's code.
  const trouble = Object.hasOwn(problems, code) ? problems[code as keyof typeof problems].title : codeInWords(code);
  return `until this is mended: ${trouble.charAt(0).toLowerCase()}${trouble.slice(1)}`;
}
