/** One thing that can be wrong. `status` is the HTTP status when the problem is the answer to a request. */
export interface ProblemEntry {
  readonly title: string;
  readonly status: number;
  readonly remedy: string;
}
