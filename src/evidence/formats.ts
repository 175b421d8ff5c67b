import { clientAnalyzerUnix } from './client-analyzer-unix/read.ts';
import { clientAnalyzerWindows } from './client-analyzer-windows/read.ts';
import { eventLog } from './event-log/read.ts';
import type { FileFormat } from './file.ts';
import { hostFacts } from './host-facts/read.ts';
import { mdatpConnectivity } from './mdatp-connectivity/read.ts';
import { mdatpEdr, mdatpHealth } from './mdatp-health/read.ts';

/** Every kind of file besides tables, the more particular one first: the first that recognises a file reads it. Binary ones come before texts. */
export const fileFormats: readonly FileFormat[] = [
  eventLog,
  clientAnalyzerWindows,
  clientAnalyzerUnix,
  hostFacts,
  mdatpConnectivity,
  mdatpHealth,
  mdatpEdr,
];
