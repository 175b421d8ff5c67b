import { Button, Popover, PopoverSurface } from '@fluentui/react-components';
import { type FormEvent, useId, useState } from 'react';
import { stateWords } from '../../../contract/state-words.ts';
import { useAnswer } from '../../api/answers.ts';
import { useKeptFocus } from '../../frame/focus-keeper.tsx';
import { useSay } from '../../words/say.tsx';
import { type ChipGiven, concerns, kinds, noWave, titles } from './chips.tsx';
import type { FilterName } from './filters.ts';

/** Words that are no verdict on a whole server: of checks alone, for one of its failures, and for one whose time is over. */
const unused = new Set(['notApplicable', 'notNeeded', 'lapsed']);

/** What can be chosen in one filter. Loaded when somebody opens the first: the list itself does not wait for it. */
export function ChipPanel({
  beside,
  onClose,
  ...given
}: ChipGiven & { beside: HTMLElement | null; onClose: () => void }) {
  const { say, stateWord } = useSay();
  useKeptFocus();
  const { name } = given;
  const kind = kinds[name];
  return (
    <Popover trapFocus open positioning={{ target: beside }} onOpenChange={(_event, { open }) => open || onClose()}>
      <PopoverSurface aria-label={say(titles[name])} className="chip-panel">
        {name === 'whose' ? (
          <Listed {...given} options={Object.keys(concerns)} word={(value) => say(concerns[value] ?? 'chip.whose')} />
        ) : kind === undefined ? (
          <Typed {...given} />
        ) : (
          <Listed
            {...given}
            options={Object.keys(stateWords[kind]).filter((one) => !unused.has(one))}
            word={(value) => stateWord(kind, value)}
          />
        )}
      </PopoverSurface>
    </Popover>
  );
}

/** Boxes of which each acts at once. What is ticked goes into the address, which may take a moment: until it is there, what was ticked last is what is gone on from. */
export function Listed({
  options,
  word,
  values,
  onChange,
}: Omit<ChipGiven, 'name'> & { options: readonly string[]; word: (value: string) => string }) {
  const [asked, setAsked] = useState<readonly string[]>();
  const isThere = asked?.length === values.length && asked.every((one) => values.includes(one));
  if (isThere) setAsked(undefined);
  const ticked = asked ?? values;
  const tick = (next: readonly string[]) => {
    setAsked(next);
    onChange(next);
  };
  return (
    <ul className="choices">
      {options.map((option) => (
        <li key={option}>
          <label>
            <input
              type="checkbox"
              checked={ticked.includes(option)}
              onChange={({ target }) =>
                tick(target.checked ? [...ticked, option] : ticked.filter((one) => one !== option))
              }
            />
            {word(option)}
          </label>
        </li>
      ))}
    </ul>
  );
}

/** Sites, reasons and waves come from what is known of the estate; anything else may be typed. */
function Typed({ name, values, onChange }: ChipGiven) {
  const { say } = useSay();
  const id = useId();
  const [text, setText] = useState(values.join(','));
  const [typed, setTyped] = useState(0);
  const known = useKnown(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTyped(typed + 1);
    onChange(
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    );
  };
  return (
    <>
      {known.length === 0 ? null : (
        <Listed
          key={typed}
          options={known.map(([value]) => value)}
          word={(value) => known.find(([one]) => one === value)?.[1] ?? value}
          values={values}
          onChange={onChange}
        />
      )}
      <form className="typed" onSubmit={submit}>
        <label htmlFor={id}>{say('chip.typed', { name: say(titles[name]) })}</label>
        <input id={id} value={text} onChange={(event) => setText(event.target.value)} />
        <Button size="small" type="submit">
          {say('chip.apply')}
        </Button>
      </form>
    </>
  );
}

const mostKnown = 20;

function useKnown(name: FilterName): readonly (readonly [string, string])[] {
  const { say, number } = useSay();
  const overview = useAnswer('showOverview', {}, { enabled: name === 'site' || name === 'reason' }).data?.body;
  const campaigns = useAnswer('listCampaigns', {}, { enabled: name === 'wave' }).data?.body.value;
  if (name === 'wave') {
    const most = Math.max(0, ...(campaigns ?? []).map(({ waves }) => waves.length));
    const waves = Array.from(
      { length: Math.min(most, mostKnown) },
      (_, at) => [String(at + 1), number(at + 1)] as const,
    );
    return [...waves, [noWave, say('chip.no-wave')]];
  }
  if (overview === undefined) return [];
  if (name === 'reason') return overview.blockers.map(({ reason, title }) => [reason, title] as const);
  const sites = overview.sites.map(({ site }) => site).filter((site) => site !== '');
  return name === 'site'
    ? sites
        .sort()
        .slice(0, mostKnown)
        .map((site) => [site, site] as const)
    : [];
}
