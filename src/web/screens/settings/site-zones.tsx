import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { call, type Told } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';

/** In which zone people at a site read their clocks: what is told of its servers can be told in it. */
export function SiteZones() {
  const { say } = useSay();
  const answer = useAnswer('showTenant');
  return (
    <Section title={say('zones.title')} className="form">
      <p className="quiet">{say('zones.text')}</p>
      <Answered from={answer}>{(told) => <Zones key={told.etag} told={told} />}</Answered>
    </Section>
  );
}

function Zones({ told }: { told: Told<'showTenant'> }) {
  const { say } = useSay();
  const { me } = useSession();
  const answers = useQueryClient();
  const { siteZones } = told.body;
  const sites = Object.entries(siteZones).sort(([a], [b]) => (a < b ? -1 : 1));
  const isAdministrator = me.role === 'administrator';
  const change = async (next: Readonly<Record<string, string>>) => {
    await call('changeTenant', { body: { siteZones: next }, ifMatch: told.etag });
    await answers.invalidateQueries();
  };
  const [trouble, setTrouble] = useState<Error>();
  const remove = (site: string) =>
    void change(Object.fromEntries(sites.filter(([one]) => one !== site))).catch((error: Error) => setTrouble(error));
  return (
    <>
      {sites.length === 0 ? (
        <p className="quiet">{say('zones.none')}</p>
      ) : (
        <ScrollX label={say('zones.title')}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{say('column.site')}</th>
                <th scope="col">{say('zones.zone')}</th>
                {isAdministrator ? (
                  <th scope="col">
                    <span className="unseen">{say('plan-field.remove')}</span>
                  </th>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {sites.map(([site, zone]) => (
                <tr key={site}>
                  <th scope="row" translate="no">
                    {site}
                  </th>
                  <td translate="no">{zone}</td>
                  {isAdministrator ? (
                    <td>
                      <Button
                        size="small"
                        onClick={() => remove(site)}
                        aria-label={`${say('plan-field.remove')}: ${site}`}
                      >
                        {say('plan-field.remove')}
                      </Button>
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {trouble === undefined ? null : <Trouble error={trouble} />}
      {isAdministrator ? <Add known={siteZones} onAdd={change} /> : null}
    </>
  );
}

function Add({
  known,
  onAdd,
}: {
  known: Readonly<Record<string, string>>;
  onAdd: (zones: Readonly<Record<string, string>>) => Promise<void>;
}) {
  const { say } = useSay();
  const sites = useAnswer('showOverview').data?.body.sites.map(({ site }) => site) ?? [];
  const [site, setSite] = useState('');
  const [zone, setZone] = useState('');
  const options = [
    ['', '–'],
    ...sites
      .filter((one) => one !== '')
      .sort()
      .map((one) => [one, one] as const),
  ] as const;
  return (
    <SmallForm verb={say('zones.add')} onSend={() => onAdd({ ...known, [site]: zone.trim() })}>
      {(faults) => (
        <div className="field-grid">
          <SmallField
            value={site}
            onChange={setSite}
            at="body.siteZones"
            faults={faults}
            label={say('column.site')}
            options={options}
          />
          <SmallField
            value={zone}
            onChange={setZone}
            at={`siteZones.${site}`}
            faults={faults}
            label={say('zones.zone')}
            hint={say('zones.hint')}
          />
        </div>
      )}
    </SmallForm>
  );
}
