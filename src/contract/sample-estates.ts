/** Invented estates on the twin, which a sample can be started with and a plan rehearsed on. */
export const sampleEstates = ['bank', 'hospital', 'school'] as const;
export type SampleEstate = (typeof sampleEstates)[number];
