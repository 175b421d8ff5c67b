import { clientAnalyzerUnix } from './client-analyzer-unix/read.ts';
import { clientAnalyzerWindows } from './client-analyzer-windows/read.ts';
import { eventLog } from './event-log/read.ts';
import type { FileFormat } from './file.ts';
import { hostFacts } from './host-facts/read.ts';
import { mdatpConnectivity } from './mdatp-connectivity/read.ts';
import { mdatpEdr, mdatpHealth } from './mdatp-health/read.ts';
import { mdiDeploymentLog } from './mdi-deployment-log/read.ts';
import { mdiReadiness } from './mdi-readiness/read.ts';
import { mdiSensorLog } from './mdi-sensor-log/read.ts';
import { systemInfo } from './os-version/systeminfo.ts';
import { ver } from './os-version/ver.ts';
import { registryExport, regQuery } from './registry/read.ts';
import { scQuery } from './sc-query/read.ts';

/** Every kind of file besides tables, the more particular one first: the first that recognises a file reads it. Binary ones come before texts. */
export const fileFormats: readonly FileFormat[] = [
  eventLog,
  clientAnalyzerWindows,
  clientAnalyzerUnix,
  hostFacts,
  mdiReadiness,
  registryExport,
  regQuery,
  scQuery,
  ver,
  systemInfo,
  mdatpConnectivity,
  mdatpHealth,
  mdatpEdr,
  mdiDeploymentLog,
  mdiSensorLog,
];
