import { z } from 'zod';
import { grant } from './installation.ts';
import { id, instant, role } from './words.ts';

export const person = z
  .object({
    id,
    name: z.string(),
    origin: z.enum(['local', 'entra']),
    state: z.enum(['active', 'waiting', 'disabled']).describe('waiting: no password is set yet'),
    grants: z.array(grant),
    createdAt: instant,
    createdBy: z.string(),
    signedInAt: instant.nullable(),
  })
  .meta({ id: 'Person' });

/** A new password; what is wrong with it is said with a code of its own, so that its length is not looked at here. */
const password = z.string().min(1).max(1_000);
const hosts = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .nullable()
  .default(null)
  .describe('A selector: the person sees these hosts and no others; not for administrators');

export const personRequest = z.object({
  name: z.string().trim().min(1).max(100),
  role,
  tenantId: id.nullable().default(null),
  hosts,
  password: password.optional().describe('Without it the answer has a one-time link, behind which the person sets it'),
});
export const roleRequest = z.object({
  role: z.union([role, z.literal('none')]).describe('none: takes the role away'),
  tenantId: id.nullable().default(null),
  hosts,
});
export const passwordRequest = z.object({ password: password.optional() });
export const passwordOfLink = z.object({ link: z.string().min(10).max(500), password });
/** A setup link, where one was made; it is shown once. */
export const personWithLink = person.extend({
  link: z.string().optional(),
  linkExpiresAt: instant.optional(),
});
export const signInWays = z.object({
  password: z.boolean().describe('There are accounts with a password'),
  entra: z.boolean().describe('Sign-in with Microsoft Entra ID is set up'),
});
