import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FileDiagnosis } from '../../../contract/file-diagnosis.ts';
import type { EvidenceResult } from '../../../contract/servers.ts';
import { call } from '../../api/call.ts';
import { valueInWords } from '../../parts/fact-value.ts';
import { Finding } from '../../parts/finding.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';
import type { DroppedFile } from './evidence.tsx';
import { Kept, Problems } from './kept.tsx';

type Verdict = FileDiagnosis['verdicts'][number];
type Place = {
  readonly member?: string | undefined;
  readonly line?: number | undefined;
  readonly record?: number | undefined;
};

const journeys = { 'sensor-v3': 'evidence.journey.sensor-v3', streamlined: 'evidence.journey.streamlined' } as const;

/** What one file shows: what is wrong first, then the checks, then what was read and what was not; and keeping it. */
export function FileShown({
  file,
  diagnosis,
  onForget,
}: {
  file: DroppedFile;
  diagnosis: FileDiagnosis;
  onForget: () => void;
}) {
  const { say } = useSay();
  const place = usePlace();
  const { findings, verdicts, facts, problems } = diagnosis;
  const named = Object.keys(journeys).filter((journey) => verdicts.some((one) => one.journey === journey));
  return (
    <Section title={file.name} className="file">
      <p className="head-sentence">
        <code>{diagnosis.format}</code> <strong translate="no">{diagnosis.host ?? say('evidence.no-host')}</strong>
        {diagnosis.asOf === null ? null : (
          <>
            {' · '}
            {say('evidence.as-of')} <At instant={diagnosis.asOf} />
          </>
        )}
      </p>
      <Keep file={file} onForget={onForget} />
      {facts.length === 0 ? <p className="tone-warn">{say('evidence.nothing')}</p> : null}
      {findings.length === 0 && facts.length > 0 ? <p className="quiet">{say('evidence.no-findings')}</p> : null}
      {findings.length === 0 ? null : (
        <>
          <h3>{say('evidence.causes')}</h3>
          <ul className="lines">
            {findings.map((finding) => (
              <Finding
                key={finding.code}
                finding={finding}
                seen={finding.evidence.map((one) => [one.key, place(one)].filter(Boolean).join(', ')).join('; ')}
              />
            ))}
          </ul>
        </>
      )}
      {named.map((journey) => (
        <Verdicts
          key={journey}
          title={say(journeys[journey as keyof typeof journeys])}
          verdicts={verdicts.filter((one) => one.journey === journey)}
        />
      ))}
      <Problems problems={problems} />
      {facts.length === 0 ? null : <Facts facts={facts} />}
    </Section>
  );
}

/** Verdicts that do not pass stand open; the others fold. */
function Verdicts({ title, verdicts }: { title: string; verdicts: readonly Verdict[] }) {
  const { say } = useSay();
  const of = (verdict: Verdict['verdict']) => verdicts.filter((one) => one.verdict === verdict);
  const [failing, unknown, passing] = [of('fail'), of('unknown'), of('pass')];
  const counts = { pass: passing.length, fail: failing.length, unknown: unknown.length };
  return (
    <>
      <h3>
        {title}: {say('evidence.counts', counts)}
      </h3>
      <VerdictList verdicts={failing} />
      {unknown.length === 0 ? null : (
        <details>
          <summary>{say('evidence.undecided', { count: unknown.length })}</summary>
          <VerdictList verdicts={unknown} />
        </details>
      )}
      {passing.length === 0 ? null : (
        <details>
          <summary>{say('evidence.passing', { count: passing.length })}</summary>
          <VerdictList verdicts={passing} />
        </details>
      )}
    </>
  );
}

function VerdictList({ verdicts }: { verdicts: readonly Verdict[] }) {
  const { say } = useSay();
  const place = usePlace();
  return (
    <ul className="lines">
      {verdicts.map((verdict) => {
        const next = verdict.howToGet ?? verdict.remedy;
        const seen = verdict.evidence.map((one) => [one.key, place(one)].filter(Boolean).join(', ')).join('; ');
        return (
          <li key={verdict.check} className="check">
            <p className="check-head">
              <State kind="verdict" state={verdict.verdict} />
              <strong>
                <Told>{verdict.title}</Told>
              </strong>
              <code>{verdict.reason}</code>
            </p>
            <p>
              <Told>{verdict.summary}</Told>
            </p>
            {seen === '' ? null : (
              <p className="seen quiet">
                {say('checks.seen')} {seen}
              </p>
            )}
            {next === undefined ? null : (
              <p>
                {say('checks.remedy')} <Told>{next}</Told>
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Facts({ facts }: { facts: FileDiagnosis['facts'] }) {
  const { say } = useSay();
  const place = usePlace();
  return (
    <details>
      <summary>{say('evidence.facts', { count: facts.length })}</summary>
      <ScrollX label={say('facts.title')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{say('facts.fact')}</th>
              <th scope="col">{say('facts.value')}</th>
              <th scope="col">{say('evidence.where')}</th>
            </tr>
          </thead>
          <tbody>
            {facts.map((fact) => (
              <tr key={`${fact.source} ${fact.key}`}>
                <th scope="row">
                  <code>{fact.key}</code>
                </th>
                <td className="value">{valueInWords(fact.value)}</td>
                <td>{place(fact.place ?? {}) || fact.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </details>
  );
}

/** Where in the file something stands, so that a person can look. */
function usePlace(): (place: Place) => string {
  const { say } = useSay();
  return ({ member, line, record }) => {
    const inLines = line === undefined ? undefined : say('evidence.line', { line });
    const inLog = record === undefined ? undefined : say('evidence.record', { record });
    return [member, inLines, inLog].filter(Boolean).join(', ');
  };
}

function Keep({ file, onForget }: { file: DroppedFile; onForget: () => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [result, setResult] = useState<EvidenceResult>();
  const [trouble, setTrouble] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);
  const keep = async () => {
    setIsBusy(true);
    setTrouble(undefined);
    const query = { fileName: file.name, dryRun: 'false', ...file.said };
    await call('importEvidence', { query, body: file.bytes })
      .then(({ body }) => setResult(body))
      .catch((error: Error) => setTrouble(error))
      .finally(() => setIsBusy(false));
    await answers.invalidateQueries();
  };
  return (
    <>
      <div className="steps-bar">
        {result === undefined ? (
          <Button size="small" appearance="primary" disabled={isBusy} onClick={() => void keep()}>
            {say('evidence.keep')}
          </Button>
        ) : null}
        <Button size="small" onClick={onForget}>
          {say('evidence.forget')}
        </Button>
      </div>
      {trouble === undefined ? null : <Trouble error={trouble} />}
      {result === undefined ? null : <Kept result={result} />}
    </>
  );
}
