import type { FileFormat } from './file.ts';
import { hostFacts } from './host-facts/read.ts';
import { mdiDeploymentLog } from './mdi-deployment-log/read.ts';
import { mdiReadiness } from './mdi-readiness/read.ts';
import { mdiSensorLog } from './mdi-sensor-log/read.ts';
import { systemInfo } from './os-version/systeminfo.ts';
import { ver } from './os-version/ver.ts';
import { registryExport, regQuery } from './registry/read.ts';
import { scQuery } from './sc-query/read.ts';

/** Every kind of file besides tables, the more particular one first: the first that recognises a file reads it. */
export const fileFormats: readonly FileFormat[] = [
  hostFacts,
  mdiReadiness,
  registryExport,
  regQuery,
  scQuery,
  ver,
  systemInfo,
  mdiDeploymentLog,
  mdiSensorLog,
];
