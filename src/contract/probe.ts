import { z } from 'zod';
import { factValue, instant } from './words.ts';

const geography = z.enum(['us', 'eu', 'uk', 'au']);
const urlSet = z.enum(['standard', 'streamlined', 'identity']);
const firmness = z.enum(['stated', 'known', 'reported', 'guessed']);

const probeResult = z.object({
  url: z.string(),
  function: z.string(),
  set: urlSet.nullable(),
  geo: geography.nullable(),
  isNeeded: z.boolean().describe('False: for some only, or a name that we guess; it decides nothing'),
  onlyFor: z.string().nullable(),
  hostIs: firmness,
  statusIs: firmness,
  outcome: z.string().describe('`reached`, or what stood in the way'),
  title: z.string(),
  code: z.string(),
  dns: z.object({ ipv4: z.array(z.string()), ipv6: z.array(z.string()) }).nullable(),
  tcp: z.object({ address: z.string().nullable(), failed: z.array(z.string()) }).nullable(),
  proxy: z.object({
    mode: z.enum(['direct', 'connect']),
    address: z.string().nullable(),
    status: z.number().int().nullable(),
    schemes: z.array(z.string()),
  }),
  tls: z.object({ version: z.string(), cipher: z.string() }).nullable(),
  certificate: z
    .object({
      subject: z.string(),
      issuer: z.string(),
      root: z.string(),
      origin: z.enum(['genuine', 'microsoft-by-name', 'own-ca', 'public-ca', 'unnamed']),
      validFrom: z.string(),
      validTo: z.string(),
      keys: z.array(z.string()).describe('SHA-256 of the public keys, leaf first'),
    })
    .nullable(),
  http: z.object({ status: z.number().int(), usual: z.number().int().nullable() }).nullable(),
});
export type ProbeRow = z.infer<typeof probeResult>;

/** What `probe --json` prints: what the machine that ran it reaches. It says nothing about any server. */
export const probeReport = z
  .object({
    probedAt: instant,
    results: z.array(probeResult),
    groups: z.array(
      z.object({ outcome: z.string(), title: z.string(), remedy: z.string(), urls: z.array(z.string()) }),
    ),
    needed: z.number().int(),
    reached: z.number().int().describe('Of the needed ones'),
    facts: z
      .record(z.string(), factValue)
      .describe('In the words of facts, to compare with those of a server; never stored'),
    notes: z.array(z.string()),
  })
  .meta({ id: 'ProbeReport' });
export type ProbeReport = z.infer<typeof probeReport>;
