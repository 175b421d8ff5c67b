/** What a way back may wait for before it begins: an observed server that waits for one of these is wanted back. */
export const waysBackWait = ['its-turn', 'floor-site', 'floor-domain', 'floor-waiver-missing'] as const;
