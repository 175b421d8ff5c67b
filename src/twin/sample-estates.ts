import { bankEstate } from './bank.ts';
import { hospitalEstate } from './hospital.ts';
import { schoolEstate } from './school.ts';
import type { Estate } from './server.ts';
import type { SizedOrder } from './shares.ts';

/** An invented estate with a name. */
interface SampleEstate {
  /** Whose it is. */
  readonly title: string;
  /** `null`: the hosts are always the same, whatever is ordered. `start`: as many as a sample begins with; `rehearsal`: as one can be played on in seconds. */
  readonly hosts: { readonly start: number; readonly rehearsal: number } | null;
  readonly build: (order: SizedOrder) => Estate;
}

export const sampleEstates = {
  bank: {
    title: 'Nordufer Bank',
    hosts: null,
    build: ({ startAt }) => bankEstate(startAt),
  },
  hospital: {
    title: 'Fjordholm Hospitals',
    hosts: { start: 1_000, rehearsal: 60 },
    build: hospitalEstate,
  },
  school: {
    title: 'Ahornkreis Schools',
    hosts: { start: 1_000, rehearsal: 200 },
    build: schoolEstate,
  },
} as const satisfies Record<string, SampleEstate>;

export type SampleEstateName = keyof typeof sampleEstates;
