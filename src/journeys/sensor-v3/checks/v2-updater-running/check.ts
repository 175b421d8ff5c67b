import { fail, missing, notCoveredByAnalyzer, pass } from '../../../../domain/check.ts';
import { serviceFact } from '../../../../domain/fact-reading.ts';
import { afterSwitch } from '../after-switch.ts';
import type { SensorCheck } from '../shape.ts';

export const v2UpdaterRunning: SensorCheck = {
  id: 'v2-updater-running',
  title: 'Updater service of sensor v2.x',
  requirements: ['S3-02', 'S3-03'],
  verify: {
    analyzer: notCoveredByAnalyzer,
    byHand: 'Run "sc query AATPSensorUpdater"; the state must be RUNNING.',
  },
  remedy: 'Start the service AATPSensorUpdater; if it does not stay up, reinstall sensor v2.x.',
  howToGet: 'Collect host facts on the server; Graph does not show services.',
  owners: { mends: 'server', finds: 'server' },
  acceptsServiceVerdict: ['v2-updater-unknown'],
  reads: ['service.AATPSensorUpdater', 'mdi.migrationState'],
  rules: [],
  decide(input) {
    const migrated = afterSwitch(input);
    if (migrated !== undefined) return migrated;
    const service = serviceFact(input.facts, 'service.AATPSensorUpdater');
    if (service === undefined) return missing('v2-updater-unknown', 'service.AATPSensorUpdater', input);
    if (service.value === 'running') return pass('AATPSensorUpdater is running.', [service]);
    return fail('v2-updater-not-running', `AATPSensorUpdater is ${service.value}.`, [service]);
  },
};
