import { useId, useState } from 'react';
import { useAnswer } from '../api/answers.ts';
import { useSay } from '../words/say.tsx';
import { ReportFiles } from './report-files.tsx';

const dayMs = 86_400_000;

/** The report of a period: of the last thirty days of the tenant's clock, until somebody says another one. Days begin at midnight UTC. */
export function PeriodReport() {
  const now = useAnswer('showStatus').data?.body.now;
  return now === undefined ? null : <Period key={now.slice(0, 10)} now={Date.parse(now)} />;
}

function Period({ now }: { now: number }) {
  const { say } = useSay();
  const [from, setFrom] = useState(dayOf(now - 30 * dayMs));
  const [to, setTo] = useState(dayOf(now + dayMs));
  return (
    <ReportFiles about={{ kind: 'period', from, to }}>
      <Day title={say('report.from')} value={from} onChange={setFrom} />
      <Day title={say('report.to')} value={to} onChange={setTo} />
    </ReportFiles>
  );
}

function Day({ title, value, onChange }: { title: string; value: string; onChange: (day: string) => void }) {
  const id = useId();
  return (
    <span className="choice">
      <label htmlFor={id}>{title}</label>
      <input id={id} type="date" required value={value} onChange={({ target }) => onChange(target.value)} />
    </span>
  );
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
