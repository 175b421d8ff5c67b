/** The only place of the portal that looks at the machine's clock. */
export function machineNow(): number {
  return Date.now();
}
