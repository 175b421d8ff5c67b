/** What a list of servers is sorted by: the names of its columns. */
export const serverSorts = ['name', 'site', 'domain', 'state', 'verdict', 'health', 'service', 'type', 'seen'] as const;
/** The same, each with a minus for the other way round. */
export const serverOrders = serverSorts.flatMap((name) => [name, `-${name}`] as const);
export type ServerOrder = (typeof serverOrders)[number];
