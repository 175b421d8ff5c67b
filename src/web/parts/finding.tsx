import { Told, useSay } from '../words/say.tsx';
import { Icon } from './icon.tsx';

const tones = { high: 'bad', medium: 'warn', low: 'dim' } as const;

/** One cause: how bad and how sure, why that is said, and what to do. */
export function Finding({
  finding,
  seen,
}: {
  finding: {
    readonly code: string;
    readonly severity: keyof typeof tones;
    readonly confidence: 'proven' | 'likely' | 'possible';
    readonly title: string;
    readonly because: string;
    readonly remedy: string;
  };
  /** On what it rests. */
  seen: string;
}) {
  const { say, sentence, reasonWord } = useSay();
  return (
    <li className="check">
      <p className="check-head">
        <span className={`state tone-${tones[finding.severity]}`}>
          <Icon name="warn" size={14} />
          <span>
            {say(`diagnosis.${finding.severity}`)}, {say(`diagnosis.${finding.confidence}`)}
          </span>
        </span>
        <strong>
          {/* A check that fails is a cause of its own, by the title of its reason. */}
          {sentence(finding.title) ?? reasonWord(finding.code) ?? <Told>{finding.title}</Told>}
        </strong>
        <code>{finding.code}</code>
      </p>
      <p>
        <Told>{finding.because}</Told>
      </p>
      {seen === '' ? null : (
        <p className="seen quiet">
          {say('checks.seen')} {seen}
        </p>
      )}
      <p>
        {say('checks.remedy')} <Told>{finding.remedy}</Told>
      </p>
    </li>
  );
}
