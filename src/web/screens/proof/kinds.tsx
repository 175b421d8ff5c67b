import { Link, useSearchParams } from 'react-router';
import type { Move } from '../../../contract/campaigns.ts';
import { campaignIn, to } from '../../frame/links.ts';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { Told, useSay } from '../../words/say.tsx';

const verdicts = ['pass', 'fail', 'unknown', 'notApplicable'] as const;

/** What was asked for and what passed, kind by kind; each number leads to the attempts behind it. */
export function Kinds({ moves, isWhole }: { moves: readonly Move[]; isWhole: boolean }) {
  const { say, number } = useSay();
  const [parameters] = useSearchParams();
  const within = campaignIn(parameters);
  const kinds = new Map<string, Move['proofs'][number][]>();
  for (const proof of moves.flatMap(({ proofs }) => proofs))
    kinds.set(proof.proof, [...(kinds.get(proof.proof) ?? []), proof]);
  return (
    <Section
      title={say('proof.kinds')}
      aside={say(isWhole ? 'proof.of-all' : 'proof.of-shown', { count: moves.length })}
    >
      {kinds.size === 0 ? (
        <p className="quiet">{say('proof.none')}</p>
      ) : (
        <ScrollX label={say('proof.kinds')}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{say('moves.proof')}</th>
                {verdicts.map((verdict) => (
                  <th key={verdict} scope="col">
                    <State kind="verdict" state={verdict} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {[...kinds].map(([kind, proofs]) => (
                <tr key={kind}>
                  <th scope="row">
                    <Link to={to.proof({ ...within, proof: kind })}>
                      <Told>{proofs[0]?.title}</Told>
                    </Link>
                  </th>
                  {verdicts.map((verdict) => {
                    const count = proofs.filter((one) => one.verdict === verdict).length;
                    return (
                      <td key={verdict}>
                        {count === 0 ? (
                          '–'
                        ) : (
                          <Link to={to.proof({ ...within, proof: kind, verdict })}>{number(count)}</Link>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </Section>
  );
}
