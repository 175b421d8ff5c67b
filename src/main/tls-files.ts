import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { ApiTls } from '../api/context.ts';
import { usageProblem } from '../cli/problem.ts';
import type { Instant } from '../domain/time.ts';

/** Reads a certificate with its chain, and its key, and looks whether they fit. @throws the command line's usage problem. */
export async function readTls(files: { readonly certificate: string; readonly key: string }): Promise<ApiTls> {
  const [cert, key] = await Promise.all([
    readPem(files.certificate, '--tls-cert', 'CERTIFICATE'),
    readPem(files.key, '--tls-key', 'PRIVATE KEY'),
  ]);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw usageProblem(
      `The certificate in ${files.certificate} and the key in ${files.key} cannot be used together: ${(error as Error).message}.`,
      'Give the certificate, then those between it and its root, in one PEM file; and its key without a password in another.',
    );
  }
  return { cert, key };
}

async function readPem(path: string, flag: string, kind: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageProblem(
      `${flag}: ${path} cannot be read (${error.code ?? error.message}).`,
      'Give a file that this user can read.',
    );
  });
  if (!text.includes(`${kind}-----`))
    throw usageProblem(
      `${flag}: ${path} holds no ${kind.toLowerCase()} in PEM.`,
      `Give a file with "-----BEGIN ${kind}-----".`,
    );
  return text;
}

/** What people should know of the certificate although it can be used; undefined: nothing. */
export function warningOfCertificate({ cert }: ApiTls, now: Instant): string | undefined {
  const { validTo, validFrom } = new X509Certificate(cert);
  if (Date.parse(validTo) <= now) return `The certificate ran out on ${validTo}; browsers refuse it.`;
  return Date.parse(validFrom) > now
    ? `The certificate is valid from ${validFrom} on; browsers refuse it until then.`
    : undefined;
}
