import type { ProbeReport, ProbeRow } from '../../contract/probe.ts';
import type { Given, Handler, Invocation } from '../command.ts';
import type { Io, ProbeAsked } from '../io.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { resolve } from '../settings.ts';
import type { Cell } from '../table.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';

/** `probe`. */
export const probe: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const asked = await askedFor(invocation);
  if (asked.proxy === undefined && (io.env.HTTPS_PROXY || io.env.https_proxy))
    screen.note('HTTPS_PROXY is set, and not used here; give the proxy with --proxy.');
  screen.progress('Asking from here');
  const report = await io.door.probe(asked, (line) => screen.progress(line), io.interrupted);
  if (given.json() !== false) screen.json(report);
  else show(screen, report);
  return given.flag('exitCode') && report.reached < report.needed ? exitCodes.no : exitCodes.done;
};

async function askedFor({ given, io }: Invocation): Promise<ProbeAsked> {
  const geo = given.text('geo') as ProbeAsked['geo'];
  const workspace = workspaceOf(given.text('workspace'));
  const targets = given.list('target').map(httpsUrl);
  const cloud = (given.text('cloud') ?? 'global') as ProbeAsked['cloud'];
  const sets = setsOf(given.text('set'), geo, workspace);
  refuseUnlisted(cloud, sets);
  if (sets.length === 0 && targets.length === 0)
    throw usageProblem(
      'Nothing is asked for.',
      'Give --geo with the geography of the tenant, --workspace, or --target with a URL.',
    );
  const ca = given.text('ca');
  const roots = ca === undefined ? undefined : new TextDecoder().decode(await io.readFile(resolve(io, ca)));
  return { geo, sets, workspace, cloud, targets, proxy: proxyOf(given, io), roots, pins: given.list('pin').map(pinOf) };
}

/** Without --set, whatever can be asked with what was given. */
function setsOf(set: string | undefined, geo: string | undefined, workspace: string | undefined): ProbeAsked['sets'] {
  const wantsGeo = set === 'all' || set === 'standard' || set === 'streamlined';
  if (wantsGeo && geo === undefined)
    throw usageProblem(
      `The set ${set} differs by geography.`,
      'Give --geo us, eu, uk or au: where the tenant’s data lies.',
    );
  if (set === 'identity' && workspace === undefined)
    throw usageProblem('The set identity has one URL for each workspace.', 'Give --workspace NAME.');
  if (set === 'standard' || set === 'streamlined' || set === 'identity') return [set];
  return [
    ...(geo === undefined ? [] : (['standard', 'streamlined'] as const)),
    ...(workspace === undefined ? [] : (['identity'] as const)),
  ];
}

/** The addresses of another cloud would be reached, and prove nothing. */
function refuseUnlisted(cloud: ProbeAsked['cloud'], sets: ProbeAsked['sets']): void {
  const remedy = 'Take its URLs from Microsoft’s page for this cloud, and give each with --target.';
  if (cloud !== 'global' && sets.some((set) => set !== 'identity'))
    throw usageProblem(`The lists of Defender for Endpoint that we hold are not those of the cloud ${cloud}.`, remedy);
  if (cloud === 'china' && sets.includes('identity'))
    throw usageProblem('No page names an address of Defender for Identity in the cloud china.', remedy);
}

function workspaceOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?$/i.test(text))
    throw usageProblem(`"${text}" is no name of a workspace.`, 'Give what stands before "sensorapi.atp".');
  return text;
}

function httpsUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw usageProblem(
      'A --target is no https address without credentials.',
      'Give it like https://host.example/path.',
    );
  return url.href;
}

/** The credentials come from the environment alone: every process of this machine can read a flag. No message repeats what was given. */
function proxyOf(given: Given, io: Io): ProbeAsked['proxy'] {
  const text = given.text('proxy');
  const where = given.text('proxyAuth');
  if (text === undefined) {
    if (where === undefined) return undefined;
    throw usageProblem('--proxy-auth was given without a proxy.', 'Give the proxy with --proxy.');
  }
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && (url.username !== '' || url.password !== ''))
    throw usageProblem(
      'The address of the proxy holds credentials.',
      'Put them into a variable: --proxy-auth env:NAME.',
    );
  if (url?.protocol !== 'http:' || url.hostname === '')
    throw usageProblem('The address of the proxy is not one.', 'Give it like http://proxy.example:8080.');
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || '80'),
    credentials: where === undefined ? undefined : credentialsOf(where, io),
  };
}

function credentialsOf(where: string, io: Io): string {
  const name = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(where)?.[1];
  if (name === undefined)
    throw usageProblem('--proxy-auth does not say where the credentials are.', 'Give env:NAME, never the credentials.');
  const value = io.env[name] ?? '';
  if (!/^[^:]+:./.test(value))
    throw usageProblem(`The variable ${name} holds no credentials.`, 'Set it to user:password.');
  return value;
}

function pinOf(text: string): string {
  const pin = /^(?:sha256\/)?([A-Za-z0-9+/]{43}=)$/.exec(text)?.[1];
  if (pin === undefined)
    throw usageProblem(`"${text}" is no pin.`, 'Give the SHA-256 of the public key in base64, as --json shows it.');
  return pin;
}

function show(screen: Screen, report: ProbeReport): void {
  screen.table(
    [
      { title: 'URL', cell: (row) => row.url.replace('https://', ''), min: 30, comfort: 38 },
      { title: 'For', cell: (row) => row.function, min: 12, drop: 5 },
      { title: 'Result', cell: resultCell },
      { title: 'Seen', cell: seenOf, min: 10, drop: 1 },
    ],
    report.results,
  );
  if (screen.isPlain) return;
  for (const group of report.groups) {
    screen.line();
    screen.line(toned('strong', plainText(`${group.title} (${group.urls.length})`)));
    screen.prose(plainText(`→ ${group.remedy}`), '  ');
    screen.prose(plainText(hostsIn(group.urls)), '  ');
    const roots = rootsOf(report, group);
    if (roots.length > 0) screen.prose(plainText(`by ${roots.join('; ')}`), '  ');
  }
  screen.line();
  const others = report.results.filter((row) => !row.isNeeded && row.outcome !== 'reached');
  screen.line(
    report.reached === report.needed
      ? toned('good', `✓ ${plural(report.needed, 'URL')} reached, all that must be.`)
      : `${report.reached} of ${plural(report.needed, 'needed URL')} reached.`,
  );
  if (others.length > 0)
    screen.prose(plainText(`Not reached, and not needed by all: ${unique(others.map(whoNeeds)).join(', ')}.`));
  for (const note of report.notes) screen.note(plainText(note));
}

/** Who issued what should have been Microsoft's: that names the proxy. */
function rootsOf({ results }: ProbeReport, { outcome, urls }: ProbeReport['groups'][number]): readonly string[] {
  if (outcome !== 'inspected' && outcome !== 'issuer-unverified') return [];
  return unique(results.filter((row) => urls.includes(row.url)).map((row) => row.certificate?.root ?? 'unknown'));
}

/** What not everybody needs is never a failure. */
function resultCell(row: ProbeRow): Cell {
  if (row.outcome === 'reached') return { text: `✓ ${row.title}`, tone: 'good' };
  return row.isNeeded ? { text: `✗ ${row.title}`, tone: 'bad' } : { text: `– ${row.title}`, tone: 'dim' };
}

/** The one thing about this URL that helps most. */
function seenOf({ outcome, code, tls, certificate, proxy, http }: ProbeRow): string {
  switch (outcome) {
    case 'reached':
    case 'unexpected-status': {
      const usual = http === null || http.usual === null || http.usual === http.status ? '' : `, usual ${http.usual}`;
      return `${tls?.version ?? ''} ${http?.status ?? ''}${usual}`;
    }
    case 'inspected':
    case 'issuer-unverified':
      return `${certificate?.root ?? ''} (${code})`;
    case 'certificate-expired':
      return `${code}, ${certificate?.validTo ?? ''}`;
    case 'certificate-wrong-name':
      return certificate?.subject ?? code;
    case 'tls-too-old':
      return tls?.version ?? code;
    case 'proxy-wants-credentials':
    case 'proxy-refuses-credentials':
      return proxy.schemes.length > 0 ? `407 ${proxy.schemes.join(', ')}` : '407';
    default:
      return code;
  }
}

function whoNeeds(row: ProbeRow): string {
  return `${new URL(row.url).host} (${row.onlyFor === null ? 'its name is a guess' : `only for ${row.onlyFor}`})`;
}

function hostsIn(urls: readonly string[]): string {
  return unique(urls.map((url) => new URL(url).host)).join(', ');
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
