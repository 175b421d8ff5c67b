import { ProblemError, Retryable, Terminal } from '../../domain/problem.ts';
import { isLoopback } from '../graph/transport.ts';
import type { SecretReader } from '../secret.ts';

const reference = /^(env|file):/;

/**
 * The address that is meant: given, or read from where a secret address lies. What is wrong with it is said without repeating it.
 * @throws ProblemError `request-invalid` for one that was given, Retryable `receiver-secret-missing` for one that was read.
 */
export async function addressOf(readSecret: SecretReader, given: string): Promise<URL> {
  if (!reference.test(given)) {
    const fault = faultOf(given) ?? (new URL(given).search === '' ? undefined : secretAddress);
    if (fault !== undefined) throw invalid(fault);
    return new URL(given);
  }
  const text = await secretOf(readSecret, given);
  const fault = faultOf(text);
  if (fault !== undefined)
    throw new Retryable('receiver-secret-missing', `What ${given} holds is no address: ${fault}`);
  return new URL(text);
}

const secretAddress =
  'An address with a query opens something, and would be stored: keep it in a file or variable, and give file:PATH or env:NAME.';

function faultOf(text: string): string | undefined {
  if (!URL.canParse(text)) return 'It cannot be read as an address.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'It carries a name or password.';
  if (url.hash !== '') return 'It has a part behind #, which is never sent.';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return undefined;
  return 'It must begin with https://; only this machine itself may be reached without.';
}

export function invalid(fault: string): ProblemError {
  return new ProblemError('request-invalid', `The address is refused: ${fault}`, {
    errors: [{ at: 'body.address', message: fault }],
  });
}

/** A secret that is missing now may be there at the next try: somebody is mending it, or a volume is not mounted yet. */
export async function secretOf(readSecret: SecretReader, secretRef: string): Promise<string> {
  try {
    return (await readSecret(secretRef)).value;
  } catch (error) {
    if (!(error instanceof Terminal)) throw error;
    throw new Retryable('receiver-secret-missing', error.message, { cause: error });
  }
}
