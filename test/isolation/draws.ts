import fc from 'fast-check';
import { type RouteName, routes } from '../../src/contract/routes.ts';
import { aServer, type Estate, type OperatingSystemName, type ServerFacts } from '../../src/twin/server.ts';
import { type Marks, stemLetters } from './marks.ts';

/** What a tenant begins with. */
interface DrawnTenant {
  readonly seed: number;
  readonly servers: readonly DrawnServer[];
  /** Stands around marks in every free text, since texts are quoted, escaped and cut at signs. */
  readonly spice: string;
}

interface DrawnServer {
  readonly os: OperatingSystemName;
  readonly trouble: number;
  readonly site: number;
  readonly domain: number;
}

/** One request, by numbers that mean what there is at that time. */
export interface Step {
  readonly route: RouteName;
  readonly about: 'own' | 'foreign';
  /** Which of the things that it can be about. */
  readonly pick: number;
  readonly caller: number;
  /** Whether the caller is one of those whose role may do it. */
  readonly isAble: boolean;
  readonly tenant: 'unsaid' | 'own' | 'foreign' | 'foreign by name';
  /** Whether the engine looks at the tenant afterwards. */
  readonly turns: boolean;
}

const troubles: readonly Partial<ServerFacts>[] = [
  {},
  { v2Version: '2.252.18700.300', delayedUpdate: true },
  { osRevision: 1_000 },
  { senseService: 'stopped' },
  { policyPresent: false },
  { deviceId: null },
  { roles: ['domainController', 'adcs'] },
  { serviceSays: 'ready', tls12: false },
];

const server = fc.record({
  os: fc.constantFrom('ws2022', 'ws2022', 'ws2019', 'ws2025'),
  trouble: fc.nat(troubles.length - 1),
  site: fc.nat(2),
  domain: fc.nat(1),
}) satisfies fc.Arbitrary<DrawnServer>;

const tenant: fc.Arbitrary<DrawnTenant> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  servers: fc.array(server, { minLength: 4, maxLength: 7 }),
  spice: fc.constantFrom('', '"', "'); --", '<b>&amp;', 'Ä ß', '%2f..', '\\u0041\\', '{{x}}'),
});

export const routeNames = Object.keys(routes) as RouteName[];

const step = fc.record({
  about: fc.constantFrom('own', 'own', 'foreign', 'foreign', 'foreign'),
  pick: fc.nat(9_999),
  caller: fc.nat(9_999),
  isAble: fc.constantFrom(true, true, true, false),
  tenant: fc.constantFrom('unsaid', 'unsaid', 'unsaid', 'own', 'foreign', 'foreign by name'),
  turns: fc.nat(11).map((drawn) => drawn === 0),
} as const);

/** Every route once, in any order. */
const sequence: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.shuffledSubarray(routeNames, { minLength: routeNames.length }),
    fc.array(step, { minLength: routeNames.length, maxLength: routeNames.length }),
  )
  .map(([names, steps]) => names.map((route, at) => ({ route, ...(steps[at] as Omit<Step, 'route'>) })));

/** Stems of three tenants and of nobody; the first letter keeps them apart. */
const stems = fc
  .tuple(
    fc.shuffledSubarray(stemLetters, { minLength: 4, maxLength: 4 }),
    fc.array(fc.array(fc.constantFrom(...stemLetters), { minLength: 5, maxLength: 5 }), { minLength: 4, maxLength: 4 }),
  )
  .map(([firsts, rests]) => firsts.map((first, at) => `${first}${rests[at]?.join('')}`));

export const drawnRun = fc
  .tuple(fc.array(tenant, { minLength: 2, maxLength: 3 }), stems, fc.nat(2))
  .chain(([tenants, [nobody = '', ...others], alone]) =>
    fc.record({
      tenants: fc.constant(tenants),
      nobody: fc.constant(nobody),
      stems: fc.constant(others.slice(0, tenants.length)),
      /** Whose requests come by themselves, while nobody else does anything. */
      alone: fc.constant(alone % tenants.length),
      aloneSteps: sequence,
      /** What each asks when all do. */
      steps: fc.tuple(...tenants.map(() => sequence)),
    }),
  );
export type DrawnRun = typeof drawnRun extends fc.Arbitrary<infer Run> ? Run : never;

/** The estate of a tenant: every name in it is marked. Three servers are well, so that there is something to plan. */
export function estateFrom({ seed, servers, spice }: DrawnTenant, marks: Marks): Estate {
  const sites = [0, 1, 2].map(() => `Site-${marks.next()}`);
  const domains = [0, 1].map(() => `${marks.next()}.example`);
  return {
    name: `estate-${marks.next()}`,
    tenant: {
      name: `${spice}${marks.next()}`,
      syslogNotifications: false,
      vpnIntegration: false,
      actionAccount: 'gmsa',
      actionAccountName: `gmsa-${marks.next()}$`,
      rpcAuditing: true,
      automaticAuditing: true,
      activationMode: 'manual',
    },
    servers: servers.map(({ os, trouble, site, domain }, at) => {
      const made = aServer({
        name: `${marks.next()}-DC`.toUpperCase(),
        domain: domains[domain] ?? '',
        site: sites[site] ?? '',
        os,
        seed,
      });
      const adapters = made.adapters.map((one) => ({ ...one, name: `Ethernet ${marks.next()}` }));
      return { ...made, adapters, description: `${spice} ${marks.next()}`, ...(at < 3 ? {} : troubles[trouble]) };
    }),
    issues: [],
  };
}
