import type { CheckSummary } from '../contract/servers.ts';
import type { CheckOutcome } from '../engine/ports/outcomes.ts';
import { type CheckCatalogue, ownerOf, reasonTitle } from './check-catalogue.ts';
import { remedyOf } from './overview.ts';
import { serverShape } from './server.ts';

type Group = CheckSummary['groups'][number];
type Checked = CheckOutcome['hosts'][number];

/** How many names a group carries; the count says how many there are. */
const namesPerGroup = 10;
/** How many servers the answer carries, one workspace's worth; the counts cover all, the list pages through the rest. */
const serversPerSummary = 1_000;

/** What a check came to, grouped by what blocks: the remedy that frees most servers stands first. */
export function checkSummaryShape(outcome: CheckOutcome, catalogue: CheckCatalogue): CheckSummary {
  const { hosts } = outcome;
  const moving = hosts.filter((checked) => checked.eligibility.disposition === 'moves');
  return {
    evaluated: hosts.length,
    pass: hosts.filter((checked) => checked.eligibility.verdict === 'pass').length,
    fail: moving.filter((checked) => checked.eligibility.verdict === 'fail').length,
    unknown: moving.filter((checked) => checked.eligibility.verdict === 'unknown').length,
    stays: hosts.length - moving.length,
    groups: groupsOf(hosts, catalogue),
    servers: hosts.slice(0, serversPerSummary).map((checked) => serverShape(checked.host, catalogue)),
    problems: outcome.problems.map((found) => ({ code: found.code, detail: found.detail })),
  };
}

function groupsOf(hosts: readonly Checked[], catalogue: CheckCatalogue): Group[] {
  const groups = new Map<string, Group>();
  for (const checked of hosts) {
    const reasons = new Set(checked.eligibility.reasons);
    for (const reason of reasons) {
      const group = groups.get(reason) ?? emptyGroup(reason, checked, catalogue);
      groups.set(reason, group);
      group.servers += 1;
      // A server that stays on v2.x for good reason becomes ready by nothing, so it is never counted as freed.
      if (reasons.size === 1 && checked.eligibility.disposition === 'moves') group.alone += 1;
      if (group.names.length < namesPerGroup) group.names.push(checked.host.name);
    }
  }
  return [...groups.values()].sort(
    (a, b) => b.alone - a.alone || b.servers - a.servers || (a.reason < b.reason ? -1 : 1),
  );
}

function emptyGroup(reason: string, checked: Checked, catalogue: CheckCatalogue): Group {
  const verdict = checked.eligibility.verdicts.find((candidate) => candidate.reason === reason);
  const owner = ownerOf(catalogue, verdict);
  return {
    reason,
    title: reasonTitle(catalogue, reason),
    remedy: remedyOf(verdict),
    owner,
    servers: 0,
    alone: 0,
    names: [],
  };
}
