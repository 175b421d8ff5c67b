/** A piece of text for people: a title, and lines below it. A line that belongs to the one above begins with two spaces. */
export interface Passage {
  readonly title: string;
  readonly lines: readonly string[];
}

/** How the title of the passage begins that says who is left out of a plan: where that is told in another form, the passage is passed over. */
export const leftOutTitle = 'Left out: ';
