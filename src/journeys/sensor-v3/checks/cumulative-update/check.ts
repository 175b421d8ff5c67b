import { fail, missing, pass, unknown } from '../../../../domain/check.ts';
import type { FactOf } from '../../../../domain/fact-reading.ts';
import { numberFact, yesNoFact } from '../../../../domain/fact-reading.ts';
import { isBetweenReleases, releaseInWords } from '../../server-releases.ts';
import type { UpdateBaseline } from '../../update-baselines.ts';
import type { SensorCheck, SensorCheckInput, SensorFinding } from '../shape.ts';

/**
 * Compares the revision inside its build branch: numbers of different branches say nothing about each other. Hotpatches are
 * numbered between the cumulative updates and stand in no table that we have, so below the threshold a hotpatched server is
 * unknown and not refused.
 */
export const cumulativeUpdate: SensorCheck = {
  id: 'cumulative-update',
  title: 'Cumulative update',
  requirements: ['S3-01', 'S3-03'],
  verify: {
    analyzer: 'OS build, in the head of the result; compare it with the number for its branch.',
    byHand: 'Run winver and read the build with its revision.',
  },
  remedy: 'Install the required cumulative update or a later one, and restart the server.',
  howToGet: 'Run the device identity hunting query, or collect host facts on the server (CurrentBuild and UBR).',
  owners: { mends: 'server', finds: 'server' },
  acceptsServiceVerdict: ['update-threshold-unknown'],
  reads: ['os.build', 'os.revision', 'os.hotpatch'],
  rules: ['updateBaselines', 'leastOsBuild'],
  decide({ facts, rules, now }) {
    const build = numberFact(facts, 'os.build');
    if (build === undefined) return missing('update-unknown', 'os.build', { facts, now });
    const branch = rules.updateBaselines.value[String(build.value)];
    if (branch === undefined) {
      return unknown('update-unknown', `No required revision is known for build ${build.value}.`, [build]);
    }
    const hotpatch = yesNoFact(facts, 'os.hotpatch');
    const revision = numberFact(facts, 'os.revision');
    if (revision === undefined) {
      if (hotpatch?.value !== true) return revisionMissing(build, { facts, now });
      return unknown('hotpatch-revision-unknown', 'The server receives hotpatches and its revision is not known.', [
        build,
        hotpatch,
      ]);
    }
    return judge(branch, build, revision, hotpatch?.value === true ? hotpatch : undefined);
  },
};

/** What another source says of another build is no revision of this one. */
function revisionMissing(build: FactOf<number>, given: Pick<SensorCheckInput, 'facts' | 'now'>): SensorFinding {
  const isKnownOnce =
    given.facts.fresh.get('os.revision') !== undefined || given.facts.stale.get('os.revision') !== undefined;
  if (build.conflict === undefined || isKnownOnce) return missing('update-unknown', 'os.revision', given);
  const summary = `The revision of build ${build.value} is not known; that of another build, which another source says, shows nothing.`;
  return unknown('update-unknown', summary, [build]);
}

/** Nobody said that the server receives hotpatches, but its number is like one of theirs. */
const remedyBetween =
  'Install the required cumulative update or a later one, and restart the server. If it receives hotpatches, collect host facts on it first: hotpatches have numbers of their own.';

function judge(
  branch: UpdateBaseline,
  build: FactOf<number>,
  revision: FactOf<number>,
  hotpatch: FactOf<boolean> | undefined,
): SensorFinding {
  const seen = `${build.value}.${revision.value}`;
  const least = branch.leastRevision;
  const note = branch.note === undefined ? '' : ` ${branch.note}`;
  if (least !== undefined && revision.value >= least) {
    return pass(`${seen}; ${branch.product} needs ${build.value}.${least} (${branch.update}).${note}`, [
      build,
      revision,
    ]);
  }
  if (hotpatch !== undefined) {
    return unknown(
      'hotpatch-revision-unknown',
      `${seen} comes from hotpatches, whose numbers do not show whether ${branch.update} is in.`,
      [build, revision, hotpatch],
      { howToGet: 'See the update history on the server, or install the next baseline update and collect again.' },
    );
  }
  if (revision.value <= branch.lastRevisionBefore) {
    const needs = least === undefined ? branch.update : `${build.value}.${least} (${branch.update})`;
    const release = releaseInWords(build.value, revision.value);
    const installed = release === undefined ? seen : `${seen} (${release})`;
    return fail(
      'update-missing',
      `${installed} is older than ${needs}, which ${branch.product} needs.${note}`,
      [build, revision],
      isBetweenReleases(build.value, revision.value) ? { remedy: remedyBetween } : {},
    );
  }
  return unknown(
    'update-threshold-unknown',
    `${seen} is newer than ${build.value}.${branch.lastRevisionBefore}, but the number of ${branch.update} for ${branch.product} is not known to us.`,
    [build, revision],
    {
      howToGet: 'Look the number up in the Windows Server release table and add it as an override of updateBaselines.',
    },
  );
}
