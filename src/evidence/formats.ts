import type { FileFormat } from './file.ts';
import { hostFacts } from './host-facts/read.ts';
import { registryExport, regQuery } from './registry/read.ts';
import { scQuery } from './sc-query/read.ts';

/** Every kind of file besides tables, the more particular one first: the first that recognises a file reads it. */
export const fileFormats: readonly FileFormat[] = [hostFacts, registryExport, regQuery, scQuery];
