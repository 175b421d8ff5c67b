import type { RehearsalResult, RehearsalState } from '../../contract/rehearsals.ts';
import type { BodyIn } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { cliProblem, exitCodes, usageProblem } from '../problem.ts';
import { plainText } from '../tone.ts';
import type { Client } from '../transport.ts';
import { readPlan } from './plan-file.ts';
import { showCourse } from './rehearse-course.ts';
import { showRehearsal } from './rehearse-words.ts';

/** How often the server is asked how far it is. */
const askEveryMs = 500;

/** `rehearse PLAN`. */
export const rehearse: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const wish = wishOf(invocation);
  const id = await digestGiven(invocation);
  const client = await invocation.client();
  if (!given.flag('show')) await client.call('rehearsePlan', { params: { id }, body: wish });
  const rehearsal = await awaited(invocation, client, id);
  if (given.flag('course')) {
    const course = await client.call('showRehearsalCourse', { params: { id } });
    if (given.json() !== false) screen.json(course);
    else showCourse(invocation, course);
  } else if (given.json() !== false) screen.json(rehearsal);
  else showRehearsal(invocation, rehearsal);
  const isClean = rehearsal.summary.finished === rehearsal.summary.seeds;
  return given.flag('exitCode') && !isClean ? exitCodes.no : exitCodes.done;
};

function wishOf({ given }: Invocation): BodyIn<'rehearsePlan'> {
  const seed = given.whole('seed', 0, 2_000_000_000);
  // Who names a seed wants that one, to see again what it did.
  const seeds = given.whole('seeds', 1, 100) ?? (seed === undefined ? undefined : 1);
  const estate = given.text('estate') as BodyIn<'rehearsePlan'>['estate'];
  return {
    faults: given.list('fault').map(faultGiven),
    anonymise: given.flag('anonymise'),
    ...(seed === undefined ? {} : { seed }),
    ...(seeds === undefined ? {} : { seeds }),
    ...(estate === undefined ? {} : { estate }),
  };
}

/** `host-dark`, or `host-dark=0.05` and `host-dark=5%`. */
function faultGiven(text: string): { kind: string; rate?: number } {
  const [, kind, share, percent] = /^([a-z0-9-]+)(?:=(\d*\.?\d+)(%?))?$/.exec(text) ?? [];
  const rate = share === undefined ? undefined : percent === '%' ? Number(share) / 100 : Number(share);
  if (kind === undefined || (rate !== undefined && !(rate > 0 && rate <= 1)))
    throw usageProblem(
      `--fault is "${text}".`,
      'Give a kind, and a share if you like: host-dark, host-dark=5%, timeout=0.1.',
    );
  return rate === undefined ? { kind } : { kind, rate };
}

async function digestGiven({ given, io }: Invocation): Promise<string> {
  const word = given.word(0);
  return /^[0-9a-f]{8,64}$/.test(word) ? word : (await readPlan(io, word)).shaped.digest;
}

/** Waits until it is done, and tells meanwhile how far it is. Leaving does not stop it. */
async function awaited({ io, screen }: Invocation, client: Client, id: string): Promise<RehearsalResult> {
  for (;;) {
    const state = await client.call('showRehearsal', { params: { id } });
    if (state.state !== 'running') {
      screen.count(1, 1, undefined);
      return resultOf(state);
    }
    const { done = 0, of = 1, clockAt = null } = state.progress ?? {};
    const clock = clockAt === null ? '' : `, its clock shows ${screen.times.at(clockAt)}`;
    screen.count(done, of, plainText(`${done} of ${of} seeds rehearsed${clock}`));
    await io.sleep(askEveryMs, io.interrupted);
    io.interrupted.throwIfAborted();
  }
}

function resultOf({ state, problem, rehearsal }: RehearsalState): RehearsalResult {
  if (state === 'failed') throw cliProblem('rehearsal-failed', problem?.detail ?? 'It broke off.');
  if (rehearsal === null) throw cliProblem('rehearsal-missing', 'No rehearsal of this plan is kept.');
  return rehearsal;
}
