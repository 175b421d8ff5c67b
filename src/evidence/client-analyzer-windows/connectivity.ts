import { type ProblemList, quoted } from '../reading.ts';
import { type Purpose, type ServiceUrl, serviceUrlOf, type UrlSet } from '../service-url.ts';
import { cloudClaimOf } from './finding-catalogue.ts';
import type { Finding } from './findings.ts';
import type { PutFact } from './run-sheet.ts';
import type { ModeResult, UrlLog, UrlTest } from './url-log.ts';

/** A URL with what all its tests say together. */
export interface TestedUrl extends ServiceUrl {
  readonly outcome: 'reached' | 'blocked' | 'untested';
  readonly code: string;
  readonly modes: readonly ModeResult[];
  readonly line: number;
}

/** What the sensor itself needs; the rest of a log is about managing it, or about certificates. */
const sensorPurposes: readonly Purpose[] = [
  'command and control',
  'cyber data',
  'automated investigation',
  'sample upload',
  'antivirus cloud',
];

/**
 * What the single lines of the connectivity log say. The tool's own summary is known to call URLs reached that were not, and all failed when
 * two did (it compares texts that differ, and counts to two), so it is shown and decides nothing.
 * @param setInUse the URLs that the sensor uses, or will use when the host starts again; undefined when that is not known.
 */
export function putConnectivity(
  log: UrlLog,
  member: string | undefined,
  setInUse: UrlSet | undefined,
  to: { readonly put: PutFact; readonly problems: ProblemList },
): readonly TestedUrl[] {
  const { put, problems } = to;
  const urls = testedUrls(log.tests, problems);
  const first = urls[0];
  if (first === undefined) return urls;
  const place = { member, line: first.line };
  put(
    'connectivity.urls',
    urls.map(({ outcome, code, purpose, text }) => `${outcome}|${code}|${purpose}|${text}`),
    place,
  );
  const blocked = urls.filter((url) => url.outcome === 'blocked');
  const { isComplete } = log;
  if (isComplete || blocked.length > 0)
    put(
      'connectivity.blocked',
      blocked.map(({ code, purpose, text }) => `${code}|${purpose}|${text}`),
      { member, line: blocked[0]?.line ?? first.line },
    );
  if (!isComplete)
    problems.add(
      'file-damaged',
      'The connectivity log ends before the report does; what it lacks may be blocked.',
      first.line,
    );
  const sets = new Set(urls.flatMap(({ set }) => set ?? []));
  const [only] = sets;
  if (only !== undefined) put('connectivity.urlSet', sets.size > 1 ? 'mixed' : only, place);
  const verdict = (key: string, isMeant: (url: TestedUrl) => boolean) => {
    const reached = reaches(urls.filter(isMeant), isComplete);
    if (reached !== undefined) put(key, reached, place);
  };
  if (setInUse === undefined || sets.has(setInUse))
    verdict(
      'connectivity.endpoint443',
      ({ isSecure, purpose }) => isSecure && (sensorPurposes.includes(purpose) || purpose === 'other'),
    );
  else if (only !== undefined)
    problems.add(
      'evidence-contradictory',
      `The run tested the ${only} URLs, and the host is onboarded for the ${setInUse} ones: nothing is proved of these.`,
      first.line,
    );
  // A run tests one set. It says nothing of the other: a device that is to be switched is not proved able to be by a run against the old URLs.
  verdict('connectivity.standard', ({ set }) => set === 'standard');
  verdict('connectivity.streamlined', ({ set }) => set === 'streamlined');
  putNameResolution(urls, isComplete, (value) => put('connectivity.nameResolution', value, place));
  return urls;
}

/** No when one is blocked; yes only when all of a complete log were reached, with the URL that carries commands among them. */
function reaches(urls: readonly TestedUrl[], isComplete: boolean): boolean | undefined {
  // What a URL that nobody knows is needed for, nobody knows either: it hinders a yes and makes no no.
  if (urls.some(({ outcome, purpose }) => outcome === 'blocked' && sensorPurposes.includes(purpose))) return false;
  const isProved = isComplete && urls.every(({ outcome }) => outcome === 'reached');
  return isProved && urls.some(({ purpose }) => purpose === 'command and control') ? true : undefined;
}

const nameNotResolved = '12007';

/** Behind a proxy names of the internet need not resolve, so only what is blocked counts against it. */
function putNameResolution(urls: readonly TestedUrl[], isComplete: boolean, put: (value: boolean) => void): void {
  const direct = urls.map(({ modes }) => modes.filter(({ mode }) => mode === 'disabled'));
  if (urls.some(({ outcome, code }) => outcome === 'blocked' && code === nameNotResolved)) {
    put(false);
    return;
  }
  const isResolved = direct.every(
    (modes) => modes.length > 0 && modes.every(({ code }) => code !== undefined && code !== nameNotResolved),
  );
  if (isComplete && isResolved) put(true);
}

/** One entry a URL. The tool can test one twice, for the system and for the user: then the worse outcome counts. */
function testedUrls(tests: readonly UrlTest[], problems: ProblemList): readonly TestedUrl[] {
  const byUrl = new Map<string, TestedUrl>();
  for (const test of tests) {
    const url = serviceUrlOf(test.url);
    if (url === undefined) {
      problems.addRepeated('tested url', 'text-unread', `${quoted(test.url)} is no URL.`, test.line);
      continue;
    }
    const next = { ...url, ...outcomeOf(test), modes: test.modes, line: test.line };
    const known = byUrl.get(url.text);
    if (known === undefined) byUrl.set(url.text, next);
    else byUrl.set(url.text, worse(known, next));
  }
  return [...byUrl.values()];
}

function worse(a: TestedUrl, b: TestedUrl): TestedUrl {
  const order = ['blocked', 'untested', 'reached'];
  const [first, second] = order.indexOf(a.outcome) <= order.indexOf(b.outcome) ? [a, b] : [b, a];
  return { ...first, modes: [...first.modes, ...second.modes] };
}

function outcomeOf({ modes, isWhole }: UrlTest): Pick<TestedUrl, 'outcome' | 'code'> {
  const success = modes.find(({ outcome }) => outcome === 'succeeded');
  if (success !== undefined) return { outcome: 'reached', code: success.code ?? '' };
  const tried = modes.filter(({ outcome }) => outcome !== 'absent');
  if (!isWhole || tried.length === 0) return { outcome: 'untested', code: '' };
  return { outcome: 'blocked', code: tellingCode(tried) };
}

/**
 * The code that says most. The sensor goes through a named proxy where there is one, so what happened there counts; besides it only ways that
 * were open say anything. A proxy that asks who goes there comes first, then a certificate, a status, anything rare, a name, a closed way.
 */
function tellingCode(modes: readonly ModeResult[]): string {
  const named = modes.filter(({ mode }) => mode === 'named' || mode === 'commandLine');
  const codes = (named.length > 0 ? named : modes).flatMap(({ code }) => code ?? []);
  return [...codes].sort((a, b) => rank(a) - rank(b))[0] ?? 'exception';
}

const lastCodes = [nameNotResolved, '12002', '12029', '12180'];

function rank(code: string): number {
  if (code === '407') return 0;
  if (code === '12175') return 1;
  return code.length <= 3 ? 2 : lastCodes.indexOf(code) + 4;
}

/** Says where the tool's summary and its own lines disagree; both are kept. */
export function compareWithVerdict(
  urls: readonly TestedUrl[],
  findings: readonly Finding[],
  problems: ProblemList,
): void {
  for (const { id, line } of findings) {
    if (id === '131001' && urls.length > 0)
      problems.add(
        'evidence-contradictory',
        'Finding 131001 says that no URL was tested, and the log has some; the log counts.',
        line,
      );
    const said = cloudClaimOf(id);
    const meant = urls.filter(({ purpose, outcome }) => purpose === said?.purpose && outcome !== 'untested');
    if (said === undefined || meant.length === 0) continue;
    const blocked = meant.filter(({ outcome }) => outcome === 'blocked').length;
    const isSame = { all: blocked === 0, 'one-failed': blocked === 1, none: blocked === meant.length }[said.claim];
    if (isSame) continue;
    const words = { all: 'all were reached', 'one-failed': 'one was not reached', none: 'none was reached' }[
      said.claim
    ];
    problems.add(
      'evidence-contradictory',
      `Finding ${id} says of the URLs for ${said.purpose} that ${words}; by its own lines ${blocked} of ${meant.length} were not. The lines count.`,
      line,
    );
  }
}

/**
 * Whether a proxy that wants to know who goes there is in the way. It is not where another way leads to the URL: a host is reached when one way
 * reaches it. One that let everything through does not ask.
 * @param mayDeny whether there is a proxy, and all that was tested is known.
 */
export function proxyAsksForCredentials(urls: readonly TestedUrl[], mayDeny: boolean): boolean | undefined {
  if (urls.some(({ outcome, modes }) => outcome === 'blocked' && modes.some(({ code }) => code === '407'))) return true;
  const isThrough = ({ mode, outcome }: ModeResult) =>
    outcome === 'succeeded' && (mode === 'named' || mode === 'commandLine');
  return mayDeny && urls.length > 0 && urls.every((url) => url.modes.some(isThrough)) ? false : undefined;
}
