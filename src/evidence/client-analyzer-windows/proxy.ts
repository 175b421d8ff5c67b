import { type ProblemList, quoted } from '../reading.ts';
import { proxyAsksForCredentials, type TestedUrl } from './connectivity.ts';
import type { Finding } from './findings.ts';
import { withoutPrivate } from './plain-text.ts';
import { fieldsAt } from './report-fields.ts';
import type { Told } from './report-text.ts';
import type { ReportField } from './report-xml.ts';
import type { PutFact } from './run-sheet.ts';

interface ProxySigns {
  readonly fields: readonly ReportField[];
  readonly member: string | undefined;
  readonly findings: readonly Finding[];
  readonly urls: readonly TestedUrl[];
  /** Whether `urls` are all that were tested. */
  readonly isLogComplete: boolean;
  /** From the text report, where there is one. */
  readonly proxyLines: readonly Told[];
  readonly rootIssuers: readonly Told[];
  readonly textMember: string | undefined;
}

/** Through what the sensor goes out, and whether that opens what it carries. */
export function putProxy(signs: ProxySigns, put: PutFact, problems: ProblemList): void {
  const configured = configuredProxy(signs, problems);
  if (configured !== undefined) put('proxy.address', configured.address, configured.place);
  const inspection = inspectionBy(signs, put, problems);
  if (inspection === 'inspecting') put('proxy.mode', 'inspecting', { member: signs.textMember ?? signs.member });
  else if (configured !== undefined && inspection !== 'undecided') put('proxy.mode', configured.mode, configured.place);
  const asks = proxyAsksForCredentials(signs.urls, signs.isLogComplete && configured?.mode === 'configured');
  if (asks !== undefined) put('proxy.needsCredentials', asks, { member: signs.textMember, line: signs.urls[0]?.line });
}

interface ConfiguredProxy {
  readonly mode: 'none' | 'configured';
  readonly address: string | null;
  readonly place: { readonly member: string | undefined; readonly line: number };
}

/** `Proxy config: Method=NamedWinHttp, address=proxy:8080`. The tool can write it more than once; two ways at a time are none. */
function configuredProxy(signs: ProxySigns, problems: ProblemList): ConfiguredProxy | undefined {
  const told = [
    ...fieldsAt(signs.fields, 'EDRCompInfo/SenseProxyConfig', 'Sense Service Discovered Proxy').map(
      ({ value, line }) => ({
        text: value,
        place: { member: signs.member, line },
      }),
    ),
    ...signs.proxyLines.map(({ text, line }) => ({ text, place: { member: signs.textMember, line } })),
  ];
  const found = new Map<string, ConfiguredProxy>();
  for (const { text, place } of told) {
    for (const [, method = '', given = ''] of text
      .slice(0, 4_096)
      .matchAll(/Method ?= ?(\w{1,40})(?:, ?address=(\S{0,300}))?/gi)) {
      const address = addressOf(given);
      const mode = modeOf(method, address);
      if (mode !== undefined) found.set(`${mode} ${address}`, { mode, address, place });
      else
        problems.addRepeated(
          `proxy ${method}`,
          'value-unknown',
          `${quoted(method)} is no known way to a proxy.`,
          place.line,
        );
    }
  }
  const [first, second] = found.values();
  if (first === undefined || second === undefined) return first;
  problems.add('evidence-contradictory', 'The report names more than one proxy; none was used.', second.place.line);
  return undefined;
}

function modeOf(method: string, address: string | null): 'none' | 'configured' | undefined {
  if (method.toLowerCase() === 'direct') return 'none';
  const isKnown = ['namedwinhttp', 'autodetectwpad'].includes(method.toLowerCase());
  return isKnown || address !== null ? 'configured' : undefined;
}

/** Host and port. What stands before an `@` is an account. */
function addressOf(text: string): string | null {
  const bare = text.replace(/^[a-z]{1,10}:\/\//i, '');
  const address = bare.slice(bare.lastIndexOf('@') + 1).replace(/[/?#,;].*$/, '');
  return address === '' ? null : address.slice(0, 255);
}

/** Roots under which Microsoft's services stand: learn.microsoft.com/azure/security/fundamentals/azure-ca-details, seen 2026-09. */
const publicRoots =
  /^CN=(DigiCert Global Root (CA|G2|G3)|DigiCert TLS (RSA4096|ECC P384) Root G5|Baltimore CyberTrust Root|Microsoft (RSA|ECC) Root Certificate Authority 2017|Microsoft Root Certificate Authority( 2010| 2011)?)(,|$)/i;
const publicOrganisations = /\bO=("?Microsoft Corporation|DigiCert,? Inc|Baltimore)/i;

/** The tool's rules that compare issuer and root with a list that is older than today's certificates. */
const inspectionFindings = ['132026', '132027'];

/**
 * Whether something on the way answers with a certificate of its own. The root that the tool saw decides; its rules count where it wrote none down.
 * A root of a known organisation that is not in the list may be new, and settles nothing.
 */
function inspectionBy(
  { rootIssuers, findings, textMember }: ProxySigns,
  put: PutFact,
  problems: ProblemList,
): 'inspecting' | 'undecided' | undefined {
  const stranger = rootIssuers.find(({ text }) => !publicRoots.test(text) && !publicOrganisations.test(text));
  const newRoot = rootIssuers.find(({ text }) => !publicRoots.test(text));
  const shown = stranger ?? newRoot ?? rootIssuers[0];
  if (shown !== undefined)
    put('tls.rootIssuer', withoutPrivate(shown.text).slice(0, 300), { member: textMember, line: shown.line });
  if (stranger !== undefined) return 'inspecting';
  const finding = findings.find(({ id }) => inspectionFindings.includes(id));
  if (finding !== undefined && rootIssuers.length > 0 && newRoot === undefined) {
    const detail = `Finding ${finding.id} doubts a certificate, yet every root in the log is a public one; the log counts.`;
    problems.add('evidence-contradictory', detail, finding.line);
    return undefined;
  }
  if (finding !== undefined) return 'inspecting';
  if (newRoot === undefined) return undefined;
  problems.add(
    'value-unknown',
    `${quoted(newRoot.text)} is a root that is not known; whether TLS is inspected stays open.`,
    newRoot.line,
  );
  return 'undecided';
}
