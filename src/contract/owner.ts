import { z } from 'zod';

/** Whose work a remedy is. */
export const owner = z.enum(['server', 'network', 'endpoint', 'identity', 'soc', 'operator']).describe('Who does it');
export type Owner = z.infer<typeof owner>;

/** The same on every surface. */
export const ownerWords = {
  server: 'the administrators of the server',
  network: 'whoever runs firewall and proxy',
  endpoint: 'whoever runs Defender for Endpoint',
  identity: 'whoever runs Defender for Identity',
  soc: 'the SOC, which answers for what is detected',
  operator: 'whoever runs changeguard',
} as const satisfies Readonly<Record<Owner, string>>;
