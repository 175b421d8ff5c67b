import type { EventClause } from '../contract/event-story.ts';
import { eventClauseWords, eventCodeWords } from '../contract/event-words.ts';
import type { ToldEvent } from './event-payload.ts';
import { eventStory } from './event-story.ts';

/** Who did what, and why, in one English sentence. */
export function eventSentence(event: ToldEvent): string {
  return storyInEnglish(eventStory(event));
}

/** The same from its pieces; other languages fill words of their own with them. */
export function storyInEnglish(story: readonly EventClause[]): string {
  return story.map(clauseInEnglish).join('');
}

const plural = /\{count, plural, one \{([^}]*)\} other \{([^}]*)\}\}/;

function clauseInEnglish({ says, what, actor, person, ...values }: EventClause): string {
  const { count = 0 } = values;
  const places: Readonly<Record<string, string | number | undefined>> = {
    ...values,
    what: what?.words,
    actor: actor === 'engine' ? eventCodeWords['event.by-engine'] : (actor ?? eventCodeWords['event.by-somebody']),
    person: person ?? eventCodeWords['event.of-somebody'],
  };
  // What is filled in is not looked through again: somebody may have written a place into a comment.
  return eventClauseWords[`event.${says}`]
    .replace(plural, (_all, one: string, other: string) => (count === 1 ? one : other).replace('#', String(count)))
    .replace(/\{(\w+)\}/g, (_all, place: string) => String(places[place] ?? '–'));
}
