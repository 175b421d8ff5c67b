/** One thing that is wrong with what somebody asked for: where it stands, and what is wrong in one sentence. */
export interface Fault {
  readonly at: string;
  readonly message: string;
}
