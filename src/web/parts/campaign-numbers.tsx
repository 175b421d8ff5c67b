import { Link } from 'react-router';
import type { Campaign } from '../../contract/campaigns.ts';
import { to } from '../frame/links.ts';
import { Filled } from '../words/filled.tsx';
import { placeOf } from '../words/places.ts';
import { useSay } from '../words/say.tsx';
import { waitIn } from './wait.tsx';

type Wait = Campaign['waits'][number];

/** How many are committed of how many planned, each number a way to those that it counts. */
export function CommittedOf({ campaign: { id, counts, planned } }: { campaign: Campaign }) {
  const { say, number } = useSay();
  return (
    <Numbers
      text={say('campaign.committed-of', places)}
      ways={{
        first: [to.moves(id, 'committed'), number(counts.committed ?? 0)],
        second: [to.campaign(id), number(planned)],
      }}
    />
  );
}

/** The same of one of its waves; of a campaign that was only rehearsed there are no lists. */
export function CommittedOfWave({
  id,
  wave,
  of,
}: {
  id: string | undefined;
  wave: number;
  of: Campaign['waves'][number];
}) {
  const { say, number } = useSay();
  return (
    <Numbers
      text={say('campaign.committed-of', places)}
      ways={{
        first: [id && to.moves(id, 'committed', wave), number(of.counts.committed ?? 0)],
        second: [id && to.wave(id, wave), number(of.servers)],
      }}
    />
  );
}

/** How many take a slot now. The most that may is a rule, which stands in the plan. */
export function InFlight({ campaign: { id, inFlight, cap, planDigest } }: { campaign: Campaign }) {
  const { say, number } = useSay();
  return (
    <Numbers
      text={say('campaign.in-flight', places)}
      ways={{ first: [to.inFlight(id), number(inFlight)], second: [to.plan(planDigest), number(cap)] }}
    />
  );
}

/** Which wave is open, with its servers behind it, and how many there are. */
export function WaveOf({ campaign: { id, waves } }: { campaign: Campaign }) {
  const { say, number } = useSay();
  const open = waves.findIndex((wave) => wave.isOpen) + 1;
  if (open === 0 || waves.length < 2) return null;
  return (
    <Numbers
      text={say('campaign.wave-of', places)}
      ways={{ first: [to.wave(id, open), number(open)], second: [to.campaign(id), number(waves.length)] }}
    />
  );
}

/** Once a campaign is over its numbers stand, and the estate goes on: no list of now has as many. */
const counted: ReadonlySet<Campaign['state']> = new Set(['running', 'paused', 'tripped']);

/** What became of its selection since it was planned; nothing where nothing did. */
export function Since({ campaign: { id, state, since } }: { campaign: Campaign }) {
  const { say, number } = useSay();
  if (since.joined + since.gone + since.ready === 0) return null;
  const way = (which: keyof typeof since) =>
    [counted.has(state) ? to.since(id, which) : undefined, number(since[which])] as const;
  return (
    <p className="quiet">
      <Numbers
        text={say('campaign.since', { joined: placeOf('joined'), gone: placeOf('gone'), ready: placeOf('ready') })}
        ways={{ joined: way('joined'), gone: way('gone'), ready: way('ready') }}
      />
    </p>
  );
}

/** How many wait for one thing, and for what. */
export function Waiting({ id, wait }: { id: string; wait: Wait }) {
  const spoken = useSay();
  return (
    <>
      <Link to={to.waiting(id, wait.reason)}>{spoken.say('campaign.waits', { count: wait.moves })}</Link>{' '}
      {waitIn(spoken, wait)}
    </>
  );
}

const places = { first: placeOf('first'), second: placeOf('second') };

type Way = readonly [way: string | undefined, count: string];

function Numbers({ text, ways }: { text: string; ways: Readonly<Record<string, Way>> }) {
  const parts = Object.entries(ways).map(([name, [way, count]]) => [
    name,
    way === undefined ? (
      count
    ) : (
      <Link key={name} to={way}>
        {count}
      </Link>
    ),
  ]);
  return <Filled text={text} parts={Object.fromEntries(parts)} />;
}
