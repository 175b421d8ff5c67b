interface Passage {
  readonly title: string;
  readonly lines: string[];
}

/** The plan in the very lines of the command line, so that whoever approves it reads what its author read. */
export function PlanText({ lines }: { lines: readonly string[] }) {
  return (
    <div className="plan-text" lang="en">
      {passagesOf(lines).map((passage) => (
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

/** A line that begins with two spaces belongs to the title above it. */
function passagesOf(lines: readonly string[]): readonly Passage[] {
  const passages: Passage[] = [];
  for (const line of lines) {
    const last = passages.at(-1);
    if (!line.startsWith('  ') || last === undefined) passages.push({ title: line, lines: [] });
    else last.lines.push(line.slice(2));
  }
  return passages;
}
