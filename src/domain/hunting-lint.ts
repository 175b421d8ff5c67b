/** What is known of a query by its text alone, before anybody runs it. */
interface LintFinding {
  readonly rule: LintRule;
  /** `look`: right, and easily misread. `wrong`: it does not say what it seems to. */
  readonly verdict: 'fine' | 'look' | 'wrong';
  readonly text: string;
}

type LintRule = 'newest-row' | 'newest-that-fits' | 'time' | 'rows' | 'case-of-names';

/** A step of the pipeline: its operator, and what stands behind it. Texts in it are empty, so that nothing is read in them. */
interface Step {
  readonly operator: string;
  readonly rest: string;
}

/** The column that says when a row was seen; the other name is that of a workspace. */
const isTime = /^(Timestamp|TimeGenerated)$/;

/**
 * Looks for what makes answers of advanced hunting say another thing than one reads in them: the traps of `arg_max`, a time or a number of rows that is not
 * bounded, names that are compared letter by letter. Sources: Microsoft's pages on advanced hunting and its limits, and on `arg_max`.
 */
export function lint(kql: string): readonly LintFinding[] {
  const steps = stepsOf(kql);
  return [newestRow(steps), newestThatFits(steps), time(steps), rows(steps), caseOfNames(steps)].filter(
    (one) => one !== undefined,
  );
}

function newestRow(steps: readonly Step[]): LintFinding | undefined {
  const taken = steps.flatMap(({ rest }) => [...rest.matchAll(/\barg_max\s*\(\s*(\w+)/g)].map(([, by = '']) => by));
  if (taken.length === 0) return undefined;
  const by = taken.find((one) => !isTime.test(one));
  return by === undefined
    ? { rule: 'newest-row', verdict: 'fine', text: 'arg_max is asked for the time first: it takes the newest row.' }
    : {
        rule: 'newest-row',
        verdict: 'wrong',
        text: `arg_max is asked for ${by} first: it takes the row in which that is largest, whenever that was, and not the newest.`,
      };
}

/** Conditions before the newest row is chosen decide among which it is chosen. */
function newestThatFits(steps: readonly Step[]): LintFinding | undefined {
  const at = steps.findIndex(({ rest }) => /\barg_max\s*\(/.test(rest));
  const before = steps.slice(0, Math.max(0, at)).filter(({ operator }) => operator === 'where');
  const columns = [...new Set(before.flatMap(({ rest }) => columnsIn(rest)))].filter((name) => !isTime.test(name));
  if (columns.length === 0) return undefined;
  return {
    rule: 'newest-that-fits',
    verdict: 'look',
    text: `${columns.join(', ')}: asked before the newest row is taken, so that it is the newest that fits; a newer one may say otherwise.`,
  };
}

function time(steps: readonly Step[]): LintFinding {
  const isBounded = steps.some(
    ({ operator, rest }) => operator === 'where' && /\b(Timestamp|TimeGenerated)\s*(>|between)/.test(rest),
  );
  return isBounded
    ? { rule: 'time', verdict: 'fine', text: 'It says how far back it reads.' }
    : { rule: 'time', verdict: 'look', text: 'It says no time: it reads all that advanced hunting keeps, 30 days.' };
}

const bounded: ReadonlySet<string> = new Set(['count', 'take', 'limit', 'top']);

function rows(steps: readonly Step[]): LintFinding {
  const last = steps.findLast(
    ({ operator }) => operator === 'summarize' || operator === 'distinct' || bounded.has(operator),
  );
  if (
    last !== undefined &&
    (bounded.has(last.operator) || (last.operator === 'summarize' && !/\bby\b/.test(last.rest)))
  )
    return { rule: 'rows', verdict: 'fine', text: 'It says how many rows its answer has at most.' };
  const by = last === undefined ? undefined : (/\bby\s+(.+)$/s.exec(last.rest)?.[1] ?? last.rest).trim();
  return {
    rule: 'rows',
    verdict: 'look',
    text:
      by === undefined
        ? 'Its answer has a row for every event: the portal shows 30,000 at most, and cuts off the rest.'
        : `Its answer has a row for each ${by}: the portal shows 30,000 at most, and cuts off the rest.`,
  };
}

function caseOfNames(steps: readonly Step[]): LintFinding | undefined {
  const compared = steps.flatMap(({ rest }) => [...rest.matchAll(/\b(\w*Name)\s*==/g)].map(([, name = '']) => name));
  const [name] = compared;
  if (name === undefined) return undefined;
  return {
    rule: 'case-of-names',
    verdict: 'look',
    text: `${name} is compared with ==, letter by letter; =~ takes capital and small letters alike.`,
  };
}

/** Words that are no column: functions, and what joins conditions. */
const noColumn = /^(and|or|not|in|has|contains|startswith|endswith|between|true|false|null|has_any|matches|regex)$/;

function columnsIn(condition: string): readonly string[] {
  return [...condition.matchAll(/\b([A-Za-z_]\w*)\b(?!\s*\()/g)]
    .map(([, word = '']) => word)
    .filter((word) => !noColumn.test(word));
}

function stepsOf(kql: string): readonly Step[] {
  const plain = kql.replaceAll(/\/\/[^\n]*/g, '').replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return plain.split('|').map((text) => {
    const [, operator = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(text) ?? [];
    return { operator, rest: rest.trim() };
  });
}
