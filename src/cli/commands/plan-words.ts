import type { Plan } from '../../contract/campaigns.ts';
import type { Passage } from '../../contract/passage.ts';
import type { Invocation } from '../command.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';

/** A plan in words, instants in the person's own zone. */
export async function showPlan({ screen, io }: Pick<Invocation, 'screen' | 'io'>, plan: Plan): Promise<void> {
  const year = (at: number) => (at === plan.createdAt ? undefined : plan.createdAt);
  showPassages(screen, await io.door.planText(plan, (at) => screen.times.at(new Date(at).toISOString(), year(at))));
}

/** Titles stand out; what belongs to a line is set in below it. */
export function showPassages(screen: Screen, passages: readonly Passage[]): void {
  for (const { title, lines } of passages) {
    screen.line(toned('strong', plainText(title)));
    for (const line of lines) {
      const indent = /^ */.exec(line)?.[0] ?? '';
      const text = plainText(line.slice(indent.length));
      screen.prose(text.startsWith('! ') ? toned('warn', text) : text, `  ${indent}`);
    }
  }
}
