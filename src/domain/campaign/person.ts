/**
 * Who stands behind an actor, as far as it can be told. One person comes in by several doors: as the owner of this machine's data (`os:anna`), with
 * a sign-in (`user:anna`), with a token (`token:anna`). Where it cannot be told, two actors are taken for one person: that asks for one more
 * approval, and the other way round somebody would approve the own plan.
 */
interface Person {
  /** Without spelling: `BANK\Anna`, `anna@bank.example` and `anna` are one. */
  readonly name: string;
  /** Whoever owns the data of this machine, and whoever follows the sign-in link that it prints, sits at the same keyboard whatever the name. */
  readonly isLocal: boolean;
}

/** What brings files or runs by itself is nobody. */
const peopleDoors: ReadonlySet<string> = new Set(['os', 'user', 'token']);
/** The name in every sign-in link; it says no more than that somebody at this machine had the link. */
const linkName = 'administrator';

/** The person behind an actor; undefined when it is none. */
export function personOf(actor: string): Person | undefined {
  const [, door = '', given = ''] = /^([^:]*):(.*)$/s.exec(actor) ?? [];
  if (!peopleDoors.has(door)) return undefined;
  const name = given
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^.*\\/s, '')
    .replace(/(.)@.*$/s, '$1')
    .trim();
  if (name === '') return undefined;
  return { name, isLocal: door === 'os' || (door === 'user' && name === linkName) };
}

/** Whether two actors are, or may be, one person. */
export function isSamePerson(one: string, other: string): boolean {
  const [a, b] = [personOf(one), personOf(other)];
  if (!a || !b) return one === other;
  return a.name === b.name || (a.isLocal && b.isLocal);
}

/** How many people at the least stand behind these actors. One more actor never makes it fewer. */
export function countPeople(actors: readonly string[]): number {
  const people = actors.flatMap((actor) => personOf(actor) ?? []);
  const names = new Set(people.filter((person) => !person.isLocal).map((person) => person.name));
  // All who are local are one, and none where a name has counted already.
  return names.size + (people.some((person) => person.isLocal && !names.has(person.name)) ? 1 : 0);
}
