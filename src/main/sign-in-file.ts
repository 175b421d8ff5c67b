import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { EntraSignIn } from '../api/entra-sign-in.ts';
import { usageProblem } from '../cli/problem.ts';
import { outboundFetch } from '../connectors/graph/transport.ts';
import { identityProvider } from '../connectors/oidc/client.ts';
import { isSafe } from '../connectors/oidc/requests.ts';
import { secretReader } from '../connectors/secret.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import { parseHostScope } from '../engine/host-scope.ts';

const row = z
  .strictObject({
    group: z.string().min(1).max(200).optional(),
    appRole: z.string().min(1).max(200).optional(),
    role: z.enum(['viewer', 'operator', 'approver', 'administrator']),
    tenant: z.string().min(1).max(200).optional(),
    hosts: z.string().min(1).max(2_000).refine(isHostScope, 'takes names, site:, domain: and search: alone').optional(),
  })
  .refine(
    (one) => (one.group === undefined) !== (one.appRole === undefined),
    'needs a group or an appRole, and not both',
  )
  .refine((one) => one.hosts === undefined || one.role !== 'administrator', 'an administrator sees every host');

/** The document of `--sign-in`: who the provider is, and which of its groups give which role. It holds no secret. */
const shape = z.strictObject({
  issuer: z.string().refine(isSafe, 'must begin with https://'),
  clientId: z.string().min(1).max(200),
  secretRef: z.string().regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'must be env:NAME or file:PATH'),
  roles: z.array(row).min(1, 'names nobody').max(1_000),
});

function isHostScope(text: string): boolean {
  try {
    parseHostScope(text);
    return true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

/** Reads how people sign in with Microsoft Entra ID. The provider itself is asked at the first sign-in. @throws the command line's usage problem. */
export async function readSignIn(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
  given: { readonly machineNow: () => Instant; readonly newId: () => string },
): Promise<EntraSignIn> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageProblem(
      `--sign-in: ${path} cannot be read (${error.code ?? error.message}).`,
      'Give a file that this user can read.',
    );
  });
  const found = shape.safeParse(jsonOf(text, path));
  if (!found.success) {
    const faults = found.error.issues
      .slice(0, 5)
      .map(({ path: at, message }) => `${at.join('.') || 'the document'}: ${message}`);
    throw usageProblem(`--sign-in: ${path} is not understood. ${faults.join('. ')}.`, 'See docs/operate/sign-in.md.');
  }
  const { roles, ...provider } = found.data;
  const outside = { fetch: outboundFetch(environment), readSecret: secretReader(environment) };
  return { provider: identityProvider({ ...provider, ...outside, ...given }), rows: roles };
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageProblem(`--sign-in: ${path} is no JSON: ${(error as Error).message}.`, 'See docs/operate/sign-in.md.');
  }
}
