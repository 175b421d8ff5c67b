import { type RawBuilder, sql } from 'kysely';
import { texts } from './recordset.ts';

/** The service's word is cited under a name of its own, whichever of its lists it stands in. */
const serviceWord = 'service-verdict';
const serviceLists = ['graph-sensor-migration', 'csv-sensors'];

/** Whether the eligibility `e` cites what a source says. Its text is looked at: a source never stands in it but where it is cited. */
export function isCited(source: RawBuilder<unknown>): RawBuilder<unknown> {
  const cited = (name: RawBuilder<unknown>) => sql`strpos(e.document::text, '"source":"' || ${name} || '"') > 0`;
  return sql`(${cited(source)} OR (${source} = ANY(${texts(serviceLists)}) AND ${cited(sql`${serviceWord}::text`)}))`;
}
