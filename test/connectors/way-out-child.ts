import { outboundFetch, wayOutOf } from '../../src/connectors/graph/transport.ts';

/** Asks one address with the environment of this process, as the product would, and prints what came. */
const fetch = outboundFetch(process.env);
const answer = await fetch(process.argv[2] ?? '', {
  method: 'GET',
  headers: {},
  signal: new AbortController().signal,
  redirect: 'manual',
});
process.stdout.write(JSON.stringify({ status: answer.status, wayOut: wayOutOf(process.env) }));
process.exit();
