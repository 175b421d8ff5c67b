import type { Campaign } from '../../../contract/campaigns.ts';

export type Verb = 'pause' | 'resume' | 'stop' | 'abort';

const verbs: Readonly<Record<Campaign['state'], readonly Verb[]>> = {
  running: ['pause', 'stop', 'abort'],
  paused: ['resume', 'stop', 'abort'],
  tripped: ['resume', 'stop', 'abort'],
  stopping: ['abort'],
  aborting: [],
  stopped: [],
  finished: [],
  shadow: ['stop'],
};

/** What people may ask of a campaign in a state. */
export function verbsFor(state: Campaign['state']): readonly Verb[] {
  return verbs[state];
}
