/** Bounds of what goes to collectors of the audit; tests make them shorter. */
export interface AuditLimits {
  readonly connectMs: number;
  /** How long the other side may take to read to the end and close. */
  readonly closeMs: number;
  /** Receivers must take 2,048 octets and should take 8,192 (RFC 5425, section 4.3.1). */
  readonly messageBytes: number;
}

export const auditLimits: AuditLimits = { connectMs: 10_000, closeMs: 15_000, messageBytes: 8_192 };
