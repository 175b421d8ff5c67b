import { PlaceField, Tick } from '../../parts/place-fields.tsx';
import { Section } from '../../parts/section.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import { Choice, TextField, useFilling } from './fields.tsx';
import { type OrderKind, type Stratum, strata } from './form.ts';
import { WavesBoard } from './waves-board.tsx';

const orders: readonly (readonly [OrderKind, MessageKey])[] = [
  ['one', 'new-plan.order.one'],
  ['suggested', 'new-plan.order.suggested'],
  ['count', 'new-plan.order.count'],
  ['percent', 'new-plan.order.percent'],
  ['explicit', 'new-plan.order.explicit'],
];
const stratumNames: Readonly<Record<Stratum, MessageKey>> = {
  system: 'new-plan.stratum.system',
  roles: 'new-plan.stratum.roles',
  site: 'new-plan.stratum.site',
  proxy: 'new-plan.stratum.proxy',
};

/** Step 1: which servers, on whose word, and how they are started. */
export function Who() {
  const { say } = useSay();
  const { form, set } = useFilling();
  return (
    <Section title={say('new-plan.who')}>
      <TextField name="selector" place="selector" label="new-plan.selector" hint="new-plan.selector.hint" />
      <TextField name="name" place="name" label="new-plan.name" hint="new-plan.name.hint" />
      <div className="field-row">
        <Choice
          label={say('new-plan.demand')}
          name="demand"
          value={form.demand}
          options={[
            ['service', say('new-plan.demand.service')],
            ['host', say('new-plan.demand.host')],
          ]}
          onChange={(demand) => set({ demand })}
        />
        <Choice
          label={say('new-plan.channel')}
          name="channel"
          value={form.channel}
          options={[
            ['', say('new-plan.channel.connection')],
            ['graph', say('new-plan.channel.graph')],
            ['portal', say('new-plan.channel.portal')],
          ]}
          onChange={(channel) => set({ channel })}
        />
      </div>
    </Section>
  );
}

/** Step 2: who goes first, and who together. */
export function Order() {
  const { say } = useSay();
  const { form, set } = useFilling();
  const toggle = (stratum: Stratum, isIn: boolean) =>
    set({ strata: strata.filter((one) => (one === stratum ? isIn : form.strata.includes(one))) });
  return (
    <Section title={say('new-plan.order')}>
      <Choice
        label={say('new-plan.waves')}
        name="order"
        value={form.order}
        options={orders.map(([kind, key]) => [kind, say(key)])}
        onChange={(order) => set({ order })}
      />
      {form.order === 'count' ? (
        <TextField name="orderHosts" place="waves.order.hosts" label="new-plan.order.hosts" />
      ) : null}
      {form.order === 'percent' ? (
        <TextField name="orderPercent" place="waves.order.percent" label="new-plan.order.share" />
      ) : null}
      {form.order === 'explicit' ? <WavesBoard /> : null}
      {form.order === 'explicit' ? (
        <TextField
          name="orderWaves"
          place="waves.order.waves"
          label="new-plan.order.list"
          hint="new-plan.order.list.hint"
          rows={4}
        />
      ) : null}
      <Tick label={say('new-plan.canary')} checked={form.canary} onChange={(canary) => set({ canary })} />
      <PlaceField place="waves.strata" label={say('new-plan.strata')}>
        <fieldset className="choices-bar">
          {strata.map((stratum) => (
            <Tick
              key={stratum}
              label={say(stratumNames[stratum])}
              checked={form.strata.includes(stratum)}
              onChange={(isIn) => toggle(stratum, isIn)}
            />
          ))}
        </fieldset>
      </PlaceField>
    </Section>
  );
}
