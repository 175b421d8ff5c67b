const megabyte = 1024 * 1024;

/**
 * What one input may keep outside of the heap. An input is a few megabytes at most, and what a reader holds of it, the decoded text and a member
 * besides, is a few times that. One member may inflate to 256 MB and a whole archive to 512 MB (`archiveLimits`): half of the smaller one lies far above
 * what is held of any changed sample, and below what a bomb gets that is only stopped by those limits.
 */
export const outsideMb = 128;

/** By how much the process may grow at its peak while an input is read: both threads may be at the bound, and never are. */
export const growthMb = 2 * outsideMb;

interface Memory {
  readonly heapMb: number;
  /** Outside of the heap, of this thread: buffers of arrays, and everything else that objects of the heap hold. */
  readonly outsideMb: number;
  /** The most that the process ever had; a peak that was over before anybody looked is still in it. */
  readonly peakMb: number;
}

export function memoryNow(): Memory {
  // `external` has the array buffers in it; the larger is taken, should that ever end.
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return {
    heapMb: heapUsed / megabyte,
    outsideMb: Math.max(external, arrayBuffers) / megabyte,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** What is wrong with what an input took. The heap has a bound of its own, at which its thread breaks. */
export function memoryFaults(before: Memory, after: Memory): readonly string[] {
  const faults: string[] = [];
  if (after.outsideMb > outsideMb)
    faults.push(`${Math.round(after.outsideMb)} MB outside of the heap, more than ${outsideMb}`);
  const growth = after.peakMb - before.peakMb;
  if (growth > growthMb) faults.push(`the process grew by ${Math.round(growth)} MB, more than ${growthMb}`);
  return faults;
}
