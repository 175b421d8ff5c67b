/** One command of a transcript: as it is typed after the prompt, and the lines that follow it. */
interface Step {
  /** Without the prompt and without `npx`. */
  readonly command: string;
  /** Where its output stands in the document, as line numbers: first, and one past the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * The commands of a document's ```console blocks, in order. A line that begins with `$ ` is a command; everything up to the
 * next one, or to the end of the block, is what it printed.
 */
export function stepsOf(text: string): readonly Step[] {
  const lines = text.split('\n');
  const steps: Step[] = [];
  let open: { command: string; from: number } | undefined;
  let isInside = false;
  lines.forEach((line, index) => {
    const isFence = line.startsWith('```');
    const isCommand = isInside && line.startsWith('$ ');
    if ((isFence || isCommand) && open !== undefined) {
      // A blank line before the next command is for the eye and belongs to nobody.
      const to = isCommand && lines[index - 1] === '' && index - 1 >= open.from ? index - 1 : index;
      steps.push({ ...open, to });
      open = undefined;
    }
    if (isCommand) open = { command: line.slice(2).replace(/^npx /, ''), from: index + 1 };
    if (isFence) isInside = !isInside && line.trim() === '```console';
  });
  return steps;
}

/** The document with what its commands really print; `outputs` has one entry a step. */
export function withOutputs(text: string, steps: readonly Step[], outputs: readonly string[]): string {
  const lines = text.split('\n');
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    const output = outputs[index];
    if (step === undefined || output === undefined) continue;
    lines.splice(step.from, step.to - step.from, ...(output === '' ? [] : output.split('\n')));
  }
  return lines.join('\n');
}

/** The words of a command line; double quotes hold words together. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}
