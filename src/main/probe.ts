import type { ProbeAsked } from '../cli/io.ts';
import { usageProblem } from '../cli/problem.ts';
import { probeLimits } from '../connectors/probe/limits.ts';
import { systemLookup } from '../connectors/probe/name.ts';
import { probe } from '../connectors/probe/probe.ts';
import { certificatesIn, trustAnchors } from '../connectors/probe/roots.ts';
import type { ProbeReport } from '../contract/probe.ts';
import { probeOutcomes } from '../domain/probe.ts';
import { givenUrl, identityUrl, type ServiceUrl, serviceUrls } from '../domain/service-urls.ts';
import type { Instant } from '../domain/time.ts';
import { probeReportOf } from '../report/probe.ts';

/** `probe`: asks from this very process, through no server and into no store. */
export async function probeFromHere(
  asked: ProbeAsked,
  { now, say, signal }: { readonly now: Instant; readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<ProbeReport> {
  const given = asked.roots === undefined ? [] : certificatesIn(asked.roots);
  if (given === undefined) throw usageProblem('The file of --ca holds no certificate that can be read.', 'Give PEM.');
  const targets = targetsOf(asked);
  let done = 0;
  const results = await probe(targets, {
    lookup: systemLookup,
    anchors: trustAnchors(given, new Set(asked.pins)),
    proxy: asked.proxy,
    limits: probeLimits,
    now,
    signal,
    onResult: ({ target, outcome }) => {
      done += 1;
      say(`${done} of ${targets.length}: ${new URL(target.url).host} ${probeOutcomes[outcome].title}`);
    },
  });
  return probeReportOf(results, now, notesOn(asked));
}

/** Each URL once; what somebody gave stands first, because it must be reached. */
function targetsOf({ geo, sets, workspace, cloud, targets }: ProbeAsked): readonly ServiceUrl[] {
  const listed = geo === undefined ? [] : sets.flatMap((set) => (set === 'identity' ? [] : serviceUrls(set, geo)));
  const identity = sets.includes('identity') && workspace !== undefined ? [identityUrl(workspace, cloud)] : [];
  const all = [...targets.map(givenUrl), ...listed, ...identity];
  return all.filter(({ url }, at) => all.findIndex((one) => one.url === url) === at);
}

function notesOn({ geo, sets, proxy }: ProbeAsked): readonly string[] {
  return [
    'This is the network of the machine that runs changeguard, not that of any server; no check of a server counts it.',
    ...(proxy === undefined
      ? ['Nothing went through a proxy; PAC and WPAD are not evaluated. Give the proxy that they choose with --proxy.']
      : []),
    ...(geo === undefined
      ? []
      : ['Not asked: wildcards, and settings management, of which no list that we hold names a host.']),
    ...(sets.includes('identity') || geo === undefined
      ? []
      : ['Defender for Identity was not asked: give --workspace, the name of its workspace.']),
  ];
}
