/** A piece of text for people: a title, and lines below it. A line that belongs to the one above begins with two spaces. */
export interface Passage {
  readonly title: string;
  readonly lines: readonly string[];
}
