import type { z } from 'zod';
import { type tenantChange, tenant as tenantShape } from '../../contract/installation.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { plainText, toned } from '../tone.ts';
import { groundLines } from './rule-lines.ts';
import { calendarsChanged, openingsTold } from './tenant-hours.ts';

type Change = z.input<typeof tenantChange>;
/** What the tenant has already, and a change adds to. */
type Before = Pick<z.infer<typeof tenantShape>, 'overrides' | 'siteZones'>;

/** `admin tenant list`. */
export const listTenants: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const { items } = await client.items('listTenants', {}, 10_000);
  const json = given.json();
  if (json !== false) screen.jsonList(items, json, Object.keys(tenantShape.shape));
  else if (items.length === 0) screen.note('There is no tenant that you may open.');
  else
    screen.table(
      [
        { title: 'Name', cell: (tenant) => tenant.name, min: 10 },
        { title: 'Id', cell: (tenant) => tenant.id },
        { title: 'State', cell: (tenant) => (tenant.archivedAt === null ? '● in use' : '– archived') },
        { title: 'Edition', cell: (tenant) => tenant.edition },
        { title: 'Overrides', cell: (tenant) => String(tenant.overrides.length), align: 'right', drop: 2 },
        { title: 'VPN', cell: (tenant) => yesNo(tenant.usesVpnIntegration), drop: 1 },
        { title: 'Syslog', cell: (tenant) => yesNo(tenant.usesSyslog), drop: 1 },
        { title: 'Clock', cell: (tenant) => tenant.clock, drop: 3 },
      ],
      items,
    );
  return exitCodes.done;
};

function yesNo(value: boolean | null): string {
  return value === null ? '? unknown' : value ? 'yes' : 'no';
}

/** `admin tenant create`. */
export const createTenant: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const tenant = await client.call('makeTenant', { body: { name: given.word(0) } });
  if (given.json() !== false) screen.json(tenant);
  else {
    screen.line(plainText(`Tenant ${tenant.name} is made (id ${tenant.id}, edition ${tenant.edition}).`));
    screen.note('Without a connection it does nothing. To undo: archive it, then delete it.');
    screen.next(`changeguard --tenant "${tenant.name}" connect`);
  }
  return exitCodes.done;
};

/** `admin tenant rules`. */
export const showRules: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const { edition, rules } = await client.call('showRulebook');
  if (given.json() !== false) {
    screen.json({ edition, rules });
    return exitCodes.done;
  }
  screen.line(plainText(`Edition ${edition}`));
  for (const rule of rules) {
    screen.line();
    screen.line(`${toned('strong', plainText(rule.title))}  ${toned('dim', plainText(rule.rule))}`);
    screen.prose(plainText(rule.value ?? ''), '  ');
    for (const line of groundLines(rule)) screen.prose(plainText(line), '  ');
    if (rule.instead === null) continue;
    screen.prose(plainText(`instead of: ${rule.instead.value ?? ''}`), '  ');
    for (const line of groundLines(rule.instead)) screen.prose(plainText(line), '    ');
  }
  screen.next('changeguard admin tenant set --override RULE=VALUE --because REASON');
  return exitCodes.done;
};

/** `admin tenant set`: changes what was just read, or is refused. */
export const setTenant: Handler = async (invocation) => {
  const { screen, given } = invocation;
  const client = await invocation.client();
  const before = await client.exchange('showTenant');
  const change = { ...changeOf(invocation, before.answer), ...(await calendarsChanged(invocation, before.answer)) };
  if (Object.keys(change).filter((name) => name !== 'because').length === 0)
    throw usageProblem('Nothing to change was given.', 'See "changeguard admin tenant set --help".');
  const tenant = await client.call('changeTenant', { body: change, ifMatch: before.etag ?? '' });
  if (given.json() !== false) screen.json(tenant);
  else {
    screen.line(
      plainText(
        `Tenant ${tenant.name}: edition ${tenant.edition}, ${tenant.overrides.length} overrides, VPN integration ${yesNo(tenant.usesVpnIntegration)}, syslog ${yesNo(tenant.usesSyslog)}.`,
      ),
    );
    if (change.calendars !== undefined) openingsTold(invocation, tenant);
    screen.note(plainText(`Before: edition ${before.answer.edition}. To undo: set it back with the same command.`));
    screen.next('changeguard check');
  }
  return exitCodes.done;
};

function changeOf({ given }: Invocation, { overrides, siteZones }: Before): Change {
  const text = {
    name: given.text('name'),
    edition: given.text('edition') as Change['edition'],
    because: given.text('because'),
  };
  const uses = { usesVpnIntegration: given.text('usesVpn'), usesSyslog: given.text('usesSyslog') };
  const zones = given.list('siteZone');
  const added = given.list('override').map((pair) => overrideOf(pair, given.text('because')));
  const kept = given.flag('clearOverrides')
    ? []
    : overrides.filter((one) => !added.some((other) => other.rule === one.rule));
  return {
    ...Object.fromEntries(Object.entries(text).filter(([, value]) => value !== undefined)),
    ...Object.fromEntries(
      Object.entries(uses).flatMap(([name, value]) => (value === undefined ? [] : [[name, value === 'yes']])),
    ),
    ...(zones.length > 0 ? { siteZones: withZones(siteZones, zones) } : {}),
    ...(added.length > 0 || given.flag('clearOverrides') ? { overrides: [...kept, ...added] } : {}),
  };
}

function withZones(known: Before['siteZones'], pairs: readonly string[]): Before['siteZones'] {
  const zones = new Map(Object.entries(known));
  for (const pair of pairs) {
    // A site may have the sign in its name, a zone never.
    const at = pair.lastIndexOf('=');
    if (at < 1) throw usageProblem(`--site-zone is "${pair}".`, 'Give it as site=zone: Berlin=Europe/Berlin.');
    const [site, zone] = [pair.slice(0, at), pair.slice(at + 1).trim()];
    if (zone === '') zones.delete(site);
    else zones.set(site, zone);
  }
  return Object.fromEntries(zones);
}

function overrideOf(pair: string, because: string | undefined) {
  const at = pair.indexOf('=');
  if (at < 1) throw usageProblem(`--override is "${pair}".`, 'Give it as rule=value.');
  if (because === undefined) throw usageProblem('An override needs a reason.', 'Give --because.');
  const text = pair.slice(at + 1);
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // A bare word is a text.
  }
  return { rule: pair.slice(0, at), value, because };
}
