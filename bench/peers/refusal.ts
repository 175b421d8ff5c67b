/** Something that a person can put right: told with what to do, without a trace of calls. */
export class Refusal extends Error {
  constructor(what: string, remedy: string) {
    super(`${what}\n  → ${remedy}`);
    this.name = 'Refusal';
  }
}
