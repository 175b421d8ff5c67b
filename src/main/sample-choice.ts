import { z } from 'zod';
import type { SampleWish } from '../cli/io.ts';
import { usageProblem } from '../cli/problem.ts';
import { sampleEstates as names } from '../contract/sample-estates.ts';
import { sampleEstates } from '../twin/sample-estates.ts';
import type { Estate } from '../twin/server.ts';

export const sampleSeed = 20_260_310;

/** Which sample it is. Settings that were written before there were several are of the bank. */
export const sampleChoiceShape = z.object({
  estate: z.enum(names).default('bank'),
  hosts: z.number().int().default(0),
  seed: z.number().int().default(sampleSeed),
});
type SampleChoice = z.infer<typeof sampleChoiceShape>;

/**
 * What is brought up: the sample that is there, or the wished one.
 * @throws CliProblem when another one is there: its tenant, its log and its moves would be of servers that are gone.
 */
export function chosenSample(wish: SampleWish | undefined, there: SampleChoice | undefined): SampleChoice {
  const estate = wish?.estate ?? there?.estate ?? 'bank';
  const { hosts } = sampleEstates[estate];
  const wished: SampleChoice = {
    estate,
    hosts: hosts === null ? 0 : (wish?.hosts ?? there?.hosts ?? hosts.start),
    seed: wish?.seed ?? there?.seed ?? sampleSeed,
  };
  if (there === undefined) return wished;
  const { title } = sampleEstates[there.estate];
  const isSame = there.estate === wished.estate && there.hosts === wished.hosts && there.seed === wished.seed;
  if (!isSame)
    throw usageProblem(
      `The sample here is ${title}${there.hosts === 0 ? '' : ` with ${there.hosts} hosts`}, seed ${there.seed}.`,
      'Leave the options to go on with it, or give a directory of its own to another one: --data DIRECTORY.',
    );
  return there;
}

export function estateOfChoice({ estate, hosts, seed }: SampleChoice, startAt: number): Estate {
  return sampleEstates[estate].build({ hosts, seed, startAt });
}
