import type { JourneyOrder } from '../domain/journey-order.ts';

/** From ATA before both others, the streamlined connection before sensor v3.x: a host is connected the way it stays before its sensor changes. */
export const journeyOrder: JourneyOrder = {
  'from-ata': [],
  streamlined: ['from-ata'],
  'sensor-v3': ['from-ata', 'streamlined'],
};
