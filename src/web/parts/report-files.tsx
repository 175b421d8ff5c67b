import { Button, Checkbox } from '@fluentui/react-components';
import { useId, useState } from 'react';
import type { Audience, ReportFormat } from '../../contract/report-routes.ts';
import { download } from '../api/call.ts';
import { useSay } from '../words/say.tsx';
import { Icon } from './icon.tsx';
import { saveFile } from './save-file.ts';
import { Section } from './section.tsx';
import { Trouble } from './trouble.tsx';

/** What the report is of: a campaign, or what the two days in between say. */
type About =
  | { readonly kind: 'campaign'; readonly id: string; readonly name: string }
  | { readonly kind: 'period'; readonly from: string; readonly to: string };

const formats = [
  ['html', 'report.make.html'],
  ['pack', 'report.make.pack'],
  ['json', 'report.make.json'],
] as const satisfies readonly (readonly [ReportFormat, string])[];
const endings = { html: 'html', pack: 'zip', json: 'json' } as const;
const readers = [
  ['auditor', 'report.for.auditor'],
  ['operator', 'report.for.operator'],
  ['manager', 'report.for.manager'],
] as const satisfies readonly (readonly [Audience, string])[];

/** The report as a file: for whom, with names or without, as a page, a pack that proves itself, or data. */
export function ReportFiles({ about, children }: { about: About; children?: React.ReactNode }) {
  const { say } = useSay();
  const [reader, setReader] = useState<Audience>('auditor');
  const [isBare, setBare] = useState(false);
  const [making, setMaking] = useState<ReportFormat>();
  const [trouble, setTrouble] = useState<Error>();
  const choice = useId();
  const make = async (format: ReportFormat) => {
    setTrouble(undefined);
    setMaking(format);
    const query = { for: reader, format, names: isBare ? 'false' : 'true' } as const;
    await fileOf(about, query)
      .then((content) => saveFile(content, `${nameOf(about)}.${endings[format]}`))
      .catch((error: Error) => setTrouble(error));
    setMaking(undefined);
  };
  return (
    <Section title={say('report.title')}>
      <p className="quiet">{say('report.what')}</p>
      <div className="chips">
        {children}
        <span className="choice">
          <label htmlFor={choice}>{say('report.for')}</label>
          <select id={choice} value={reader} onChange={({ target }) => setReader(target.value as Audience)}>
            {readers.map(([one, title]) => (
              <option key={one} value={one}>
                {say(title)}
              </option>
            ))}
          </select>
        </span>
        <Checkbox
          label={say('report.bare')}
          checked={isBare}
          onChange={(_, { checked }) => setBare(checked === true)}
        />
        {formats.map(([format, title]) => (
          <Button
            key={format}
            size="small"
            icon={<Icon name="download" />}
            disabled={making !== undefined}
            onClick={() => void make(format)}
          >
            {say(title)}
          </Button>
        ))}
      </div>
      <p className="quiet" role="status">
        {making === undefined ? '' : say('report.making')}
      </p>
      {trouble === undefined ? null : <Trouble error={trouble} />}
    </Section>
  );
}

function fileOf(
  about: About,
  query: { readonly for: Audience; readonly format: ReportFormat; readonly names: 'true' | 'false' },
): Promise<Blob> {
  if (about.kind === 'campaign') return download('downloadCampaignReport', { id: about.id, query }, '*/*');
  const period = { from: `${about.from}T00:00:00Z`, to: `${about.to}T00:00:00Z` };
  return download('downloadPeriodReport', { query: { ...query, ...period } }, '*/*');
}

function nameOf(about: About): string {
  return about.kind === 'campaign' ? `report-${about.name}` : `report-${about.from}-to-${about.to}`;
}
