import { z } from 'zod';
import { edition } from './words.ts';

const day = z.iso.date();
/** A page of Microsoft's that a demand rests on. */
const rulePage = z.object({
  title: z.string(),
  url: z.url(),
  datedOn: day.nullable().describe('The date that the page itself carries; null: it carries none'),
  copied: z
    .object({ from: z.string(), to: z.string() })
    .nullable()
    .describe('Between which months the copy that was read was made, where it carries no date'),
  seenOn: day.describe('When somebody read it there'),
});

const demand = z.object({
  rule: z.string().describe('The name of the rule; of a condition without a value, the id of its check'),
  title: z.string(),
  value: z.string().nullable().describe('In words; null for a condition'),
  basis: z
    .enum(['stated', 'known', 'ours', 'override'])
    .describe(
      "`stated`: the edition's page says so. `known`: another source says so. `ours`: no page says so, and nobody promises it. `override`: the tenant chose it",
    ),
  pages: z.array(rulePage),
  note: z.string().nullable().describe('Why, where no page says it; of an override the reason that was given'),
});
/** What is demanded, and where that comes from. */
export const requirement = demand.meta({ id: 'Requirement' });
export type Requirement = z.infer<typeof requirement>;

export const rulebook = z
  .object({
    edition,
    rules: z.array(
      demand.extend({
        instead: demand
          .nullable()
          .describe('What the edition says where the tenant chose a value of its own; null where it did not'),
      }),
    ),
  })
  .meta({ id: 'Rulebook', description: 'Every value that is in force, with the page and the day it comes from' });
export type Rulebook = z.infer<typeof rulebook>;
