import { z } from 'zod';

/** Whose work a remedy is. */
export const owner = z.enum(['server', 'network', 'endpoint', 'identity', 'soc', 'operator']).describe('Who does it');
export type Owner = z.infer<typeof owner>;
