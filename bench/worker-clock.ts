/** Where the clock of the tenants stands in the bench of workers. */
export const workerStartAt = Date.parse('2026-06-01T08:00:00Z');
