import type { EvidenceReading, ReadOptions } from '../../evidence/reading.ts';

/**
 * Reads a file of evidence. Reading takes a processor for seconds and may meet hostile files, so a server does it in other threads, with limits;
 * elsewhere `readEvidence` does it itself. It never fails: what went wrong is among the problems.
 */
export type EvidenceReader = (bytes: Uint8Array, options: ReadOptions) => Promise<EvidenceReading>;
