import { deMoveProblems } from './de-problems-moves.ts';
import { deToldCauses, deToldInCauses } from './de-told-causes.ts';
import {
  deToldChecks,
  deToldInChecks,
  deToldInProofs,
  deToldProofs,
  deToldSources,
  deToldWords,
} from './de-told-evidence.ts';
import { deToldGates, deToldOfHosts } from './de-told-gates.ts';
import { deToldLint } from './de-told-lint.ts';
import { deToldCampaignTasks, deToldTasks } from './de-told-tasks.ts';
import type { ToldWords } from './told.ts';

/** Woran ein Versuch endet, wie es in seiner Aufgabe steht. */
const deEnds: Readonly<Record<string, string>> = {
  'The migration did not complete within two hours; the service reverted the server to v2.x':
    deMoveProblems['timed-out'].title,
  'The server went back to v2.x before the deadline': deMoveProblems['reverted-early'].title,
  'The service reports that the migration failed': deMoveProblems['migration-failed'].title,
  'The service did not accept this server': deMoveProblems['migrate-refused'].title,
  'The service accepted the request and never started': deMoveProblems['accepted-never-started'].title,
  'The request was sent, its answer was lost, and the server did not start': deMoveProblems['request-lost'].title,
  'A prerequisite became invalid during the migration': deMoveProblems['prerequisite-lost'].title,
};

/** What the server tells of one gate, task, proof or check, in German by its English. */
export const deTold: ToldWords = {
  sentences: {
    ...deToldGates,
    ...deToldTasks,
    ...deToldProofs,
    ...deToldChecks,
    ...deToldCauses,
    ...deToldSources,
    ...deToldLint,
    ...deEnds,
    // These begin with a name that may be anything, so they are tried last.
    ...deToldCampaignTasks,
  },
  items: { ...deToldOfHosts, ...deToldInProofs, ...deToldInChecks, ...deToldInCauses },
  words: deToldWords,
  signs: { and: ' und ', andNo: ' und keine ', decimal: ',', quotes: ['„', '“'] },
};
