import { clientAnalyzerWindows } from './client-analyzer-windows/read.ts';
import type { FileFormat } from './file.ts';
import { hostFacts } from './host-facts/read.ts';

/** Every kind of file besides tables, the more particular one first: the first that recognises a file reads it. */
export const fileFormats: readonly FileFormat[] = [hostFacts, clientAnalyzerWindows];
