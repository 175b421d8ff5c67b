import { useSay } from '../../words/say.tsx';

interface Passage {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The plan in the very lines of the command line, so that whoever approves it reads what its author read. */
export function PlanText({ lines }: { lines: readonly string[] }) {
  const { say } = useSay();
  const passages = lines.reduce<readonly Passage[]>((done, line) => {
    const last = done.at(-1);
    if (!line.startsWith('  ') || last === undefined) return [...done, { title: line, lines: [] }];
    return [...done.slice(0, -1), { ...last, lines: [...last.lines, line.slice(2)] }];
  }, []);
  return (
    <div className="plan-text" lang="en" aria-label={say('plan.text')}>
      {passages.map((passage) => (
        <div key={passage.title}>
          <h3>{passage.title}</h3>
          {passage.lines.map((line) => (
            <p key={line} className={line.startsWith('  ') ? 'deeper' : ''}>
              {line.trimStart()}
            </p>
          ))}
        </div>
      ))}
    </div>
  );
}
