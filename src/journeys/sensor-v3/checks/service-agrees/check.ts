import {
  fail,
  type Judgement,
  missing,
  notApplicable,
  notCoveredByAnalyzer,
  pass,
  unknown,
} from '../../../../domain/check.ts';
import type { Fact } from '../../../../domain/fact.ts';
import { textFact } from '../../../../domain/fact-reading.ts';
import type { SensorCheck, SensorFinding } from '../shape.ts';

/**
 * Compares the service's state with everything above. When they disagree, somebody has old or wrong evidence, and nobody
 * knows who: that is unknown, in both directions.
 */
export const serviceAgrees: SensorCheck = {
  id: 'service-agrees',
  title: 'The service agrees',
  requirements: ['S3-03', 'S3-04', 'S3-09'],
  verify: {
    analyzer: notCoveredByAnalyzer,
    byHand:
      'In the Defender portal under Settings > Identities > Sensors, read the Migration state; the details pane names the service’s reasons.',
  },
  remedy:
    'Look at the reasons in the details pane of the sensor in the Defender portal, and collect the evidence again.',
  howToGet: 'Connect the tenant, or import Sensors.csv.',
  owners: { mends: 'operator', finds: 'operator' },
  acceptsServiceVerdict: [],
  reads: ['mdi.migrationState', 'mdi.v3.version'],
  rules: [],
  readsOthers: true,
  decide({ facts, others, now }) {
    const state = textFact(facts, 'mdi.migrationState');
    if (state === undefined) {
      const v3 = textFact(facts, 'mdi.v3.version');
      if (v3 !== undefined) return alreadyMigrated(`Sensor v3.x (${v3.value}) is reported.`, v3);
      return missing('service-state-unknown', 'mdi.migrationState', { facts, now });
    }
    switch (state.value) {
      case 'readyForMigration':
        return whenReady(others, state);
      case 'notReadyForMigration':
        return whenNotReady(others, state);
      case 'migrationFailed':
        return notApplicable(
          'retry-after-failure',
          'An earlier attempt failed; the service allows a retry in this state.',
          [state],
        );
      case 'migrating':
        return fail('migration-running', 'The service is migrating this server now.', [state], {
          remedy: 'Wait; the move follows it. Nothing is started twice.',
        });
      case 'upToDate':
        return alreadyMigrated('The service reports the migration as completed.', state);
      default:
        return unknown('service-state-unknown', 'The service reports a state that we do not know.', [state]);
    }
  },
};

function whenReady(others: readonly Judgement[], state: Fact): SensorFinding {
  const failed = others.filter((other) => other.verdict === 'fail' && !isOursAlone(other));
  if (failed.length === 0)
    return pass('The service calls the server ready, and no check of ours says otherwise.', [state]);
  const names = failed.map((other) => other.check).join(', ');
  return unknown('service-disagrees', `The service calls the server ready, our checks do not: ${names}.`, [state], {
    howToGet:
      'Collect host facts on the server again; when they still say so, mend what fails and do not rely on the service.',
  });
}

function whenNotReady(others: readonly Judgement[], state: Fact): SensorFinding {
  const judged = others.filter((other) => !isOursAlone(other));
  if (judged.some((other) => other.verdict === 'fail')) {
    return pass('The service and our checks both say not ready.', [state]);
  }
  if (judged.some((other) => other.verdict === 'unknown') || !judged.some((other) => other.verdict === 'pass')) {
    return fail('service-not-ready', 'The service says not ready; the evidence we have does not show why.', [state]);
  }
  return unknown('service-disagrees', 'Every check of ours passes, yet the service says not ready.', [state]);
}

/** What the service does not look at cannot be a disagreement with it. */
function isOursAlone(verdict: Judgement): boolean {
  return verdict.check === 'feature-loss' || verdict.check === 'identity-match';
}

function alreadyMigrated(summary: string, evidence: Fact): SensorFinding {
  return fail('already-migrated', summary, [evidence], { remedy: 'Nothing: there is nothing left to migrate here.' });
}
