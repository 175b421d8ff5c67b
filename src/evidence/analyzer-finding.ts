/** What the six digits of a finding of the Client Analyzer say, whether its text is known or not. */
interface FindingClass {
  readonly platform: 'windows' | 'macos' | 'linux';
  readonly category: 'environment' | 'configuration' | 'connectivity' | 'telemetry';
  readonly severity: 'information' | 'warning' | 'error';
  /** The last three digits; they count within platform, category and severity. */
  readonly number: number;
}

const platforms = { 1: 'windows', 2: 'macos', 3: 'linux' } as const;
const categories = { 1: 'environment', 2: 'configuration', 3: 'connectivity', 4: 'telemetry' } as const;
const severities = { 0: 'information', 1: 'warning', 2: 'error' } as const;

/** The id is digit by digit platform, category and severity, then a number of three; undefined for any other text. */
export function classifyFinding(id: string): FindingClass | undefined {
  if (!/^[1-3][1-4][0-2]\d{3}$/.test(id)) return undefined;
  return {
    platform: platforms[Number(id[0]) as keyof typeof platforms],
    category: categories[Number(id[1]) as keyof typeof categories],
    severity: severities[Number(id[2]) as keyof typeof severities],
    number: Number(id.slice(3)),
  };
}
