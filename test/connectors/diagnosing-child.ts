import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { aRig } from './scripted-service.ts';

/** Examines a connection to one address with the environment of this process, as the product would, and prints the findings. */
const { defender } = aRig({ url: process.argv[2] ?? '' }, { deps: { fetch: outboundFetch(process.env) } });
process.stdout.write(JSON.stringify(await defender.diagnose()));
process.exit();
