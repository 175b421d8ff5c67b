import type { ServerHoldResult, UnderWay } from '../../contract/servers.ts';
import type { Handler, Invocation } from '../command.ts';
import { type ExitCode, exitCodes } from '../problem.ts';
import { plainText, toned } from '../tone.ts';

/** `hold server`. */
export const holdServer: Handler = (invocation) => order(invocation, 'holdServer');

/** `hold release`. */
export const releaseServer: Handler = (invocation) => order(invocation, 'releaseServer');

/** Holds or releases what was just looked at, or is refused. */
async function order(invocation: Invocation, verb: 'holdServer' | 'releaseServer'): Promise<ExitCode> {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const params = { id: given.word(0) };
  const { etag } = await client.exchange('showServer', { params });
  const query = { dryRun: given.flag('dryRun') ? 'true' : 'false' } as const;
  const body = { because: given.text('because') ?? '' };
  const result = await client.call(verb, { params, query, ifMatch: etag ?? '', body });
  if (given.json() !== false) screen.json(result);
  else tell(invocation, verb, result);
  return exitCodes.done;
}

const goesOn: Readonly<Record<UnderWay, string>> = {
  nothing: 'Nothing of it is under way.',
  queued: 'It stays in the queue of its campaign, and waits for its release.',
  asked:
    'Its start was asked for. What has not left is taken back; what has left goes on, since the service cannot be stopped.',
  started: 'The service is migrating it. That is not touched and goes on, since the service cannot be stopped.',
  observing: 'It has moved already. That is not touched: observation, the time to roll back and the commit go on.',
};

function tell({ screen }: Invocation, verb: 'holdServer' | 'releaseServer', result: ServerHoldResult): void {
  const { server, isDryRun, isChanged, underWay } = result;
  const [word, tone] = server.hold === null ? (['released', 'good'] as const) : (['held', 'warn'] as const);
  const lead = isChanged ? (isDryRun ? 'would be ' : '') : 'was already ';
  screen.line(`${toned('strong', plainText(server.name))}  ${lead}${toned(tone, word)}`);
  if (server.hold !== null && !isChanged)
    screen.prose(
      plainText(`By ${server.hold.by} since ${screen.times.at(server.hold.since)}: ${server.hold.because}`),
      '  ',
    );
  if (verb === 'holdServer') {
    screen.prose('No start of it is sent until somebody releases it; plans leave it out.', '  ');
    screen.prose(goesOn[underWay], '  ');
  }
  if (server.hold === null && server.isPinned)
    screen.prose(plainText(`It was rolled back and stays pinned: changeguard task show unpin:${server.name}`), '  ');
  if (isDryRun) screen.note('Nothing was changed.');
  else if (server.hold !== null) screen.next(`changeguard hold release ${server.name} --because REASON`);
}
