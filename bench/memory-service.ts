import type { DefenderService, SensorReading } from '../src/engine/ports/service.ts';
import { readingOf, sensorReadingOf } from './estate.ts';

/** A service that answers from memory and takes no time. `states` may be changed: the next list shows it. */
export function memoryService(
  servers: number,
  /** What the list says of a server whose start was asked for. */
  afterStart: (ready: SensorReading, index: number) => SensorReading,
): { readonly service: DefenderService; readonly states: SensorReading[] } {
  const indexes = Array.from({ length: servers }, (_, index) => index);
  const states = indexes.map((index) =>
    sensorReadingOf(index, { migrationState: 'readyForMigration', healthStatus: 'healthy' }),
  );
  const indexOf = new Map(states.map(({ sensorId }, index) => [sensorId, index]));
  const settings = indexes.map((index) => readingOf(index, 'graph-sensors'));
  const devices = indexes.map((index) => readingOf(index, 'hunting-device-identity'));
  const service: DefenderService = {
    listSensorMigrations: async () => ({ rows: [...states] }),
    listSensors: async () => ({ rows: settings }),
    listSensorCandidates: async () => ({ rows: [] }),
    listHealthIssues: async () => ({ rows: [] }),
    automaticAuditing: async () => true,
    automaticActivation: async () => false,
    hunt: async (query) => (query === 'device-identity' ? devices : []),
    migrate: async (sensorIds) => {
      for (const id of sensorIds) {
        const index = indexOf.get(id);
        const state = index === undefined ? undefined : states[index];
        if (index !== undefined && state !== undefined) states[index] = afterStart(state, index);
      }
      return { accepted: sensorIds, refused: [] };
    },
    diagnose: async () => [],
  };
  return { service, states };
}
