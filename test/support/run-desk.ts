import type { Address } from '../../src/store/local/address.ts';

/*
 * The servers that a whole run shares, with a database for each who plays or tests on one: to make one of its own takes longer than most of what is done there.
 * `openDesk` starts them; here any process of the run asks for them.
 */

/** What the desk answers, by the name of what is asked for. */
export interface DeskAnswers {
  /** A PostgreSQL of ours that may be lost; null where none is installed. */
  readonly scratch: Address | null;
  /** The URL of the installed PostgreSQL, as somebody else runs it. */
  readonly server: string;
}

/** In it every process of a run finds the desk. */
export const deskVariable = 'CHANGEGUARD_TEST_DESK';

/** @returns undefined for a program that is no run of tests. */
export async function askDesk<Name extends keyof DeskAnswers>(name: Name): Promise<DeskAnswers[Name] | undefined> {
  const desk = process.env[deskVariable];
  if (desk === undefined) return undefined;
  const answer = await fetch(`${desk}/${name}`);
  if (!answer.ok) throw new Error(`The PostgreSQL of this run did not start: ${await answer.text()}`);
  return (await answer.json()) as DeskAnswers[Name];
}
