import type { Host } from '../../domain/host.ts';
import type { MoveId } from '../../domain/ids.ts';
import type { TaskDraft } from '../../domain/task.ts';

/** What to send to Microsoft when nothing on our side is wrong (S3-12), or the sensor fails after the commit (S3-17). */
export const supportCaseSteps: readonly string[] = [
  'Run the Client Analyzer on the server and keep its result file.',
  'In the Defender portal open the help pane and choose to contact support, product Defender for Identity.',
  'Attach the result file, the sensor id, the times of the attempt and the client request ids from the log.',
];

/** One case for a move; `findings` are sentences that say what is wrong. */
export function supportCaseTask(host: Host, moveId: MoveId | undefined, findings: readonly string[]): TaskDraft {
  return {
    key: `support-case:${moveId ?? host.hostId}`,
    kind: 'support-case',
    title: `Open a support case for ${host.name}`,
    steps: [...findings, ...supportCaseSteps],
    hostId: host.hostId,
    moveId,
    choices: [
      { choice: 'opened', title: 'Case opened; its number is the reason', needsReason: true },
      { choice: 'not-needed', title: 'Solved without a case', needsReason: true },
    ],
  };
}
