import type { Rulebook } from '../../../contract/rulebook.ts';
import { useAnswer } from '../../api/answers.ts';
import { Answered } from '../../parts/answered.tsx';
import { DemandTitle, Ground } from '../../parts/demand.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { useSay } from '../../words/say.tsx';

/** Every value that is in force, with the page and the day it comes from; one that the tenant chose stands with its reason and with what it replaced. */
export function Rules() {
  const { say } = useSay();
  const answer = useAnswer('showRulebook');
  return (
    <Answered from={answer}>
      {({ body: { edition, rules } }) => (
        <>
          <h3>{say('rulebook.values')}</h3>
          <p className="quiet">{say('rulebook.values.text', { edition })}</p>
          <ScrollX label={say('rulebook.values')}>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{say('rulebook.about')}</th>
                  <th scope="col">{say('rulebook.value')}</th>
                  <th scope="col">{say('rulebook.from')}</th>
                </tr>
              </thead>
              <tbody>
                {rules.map((rule) => (
                  <RuleRow key={rule.rule} rule={rule} />
                ))}
              </tbody>
            </table>
          </ScrollX>
        </>
      )}
    </Answered>
  );
}

function RuleRow({ rule }: { rule: Rulebook['rules'][number] }) {
  const { say } = useSay();
  const { instead } = rule;
  return (
    <tr>
      <th scope="row">
        <DemandTitle of={rule} /> <code>{rule.rule}</code>
      </th>
      <td>
        <span translate="no">{rule.value}</span>
        {instead === null ? null : <p className="quiet">{say('rulebook.instead', { value: instead.value ?? '' })}</p>}
      </td>
      <td>
        <p>
          <Ground of={rule} />
        </p>
        {instead === null ? null : (
          <p className="quiet">
            <Ground of={instead} />
          </p>
        )}
      </td>
    </tr>
  );
}
