import { Button, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { stateWords } from '../../../contract/state-words.ts';
import { useAnswer } from '../../api/answers.ts';
import { Icon } from '../../parts/icon.tsx';
import type { MessageKey, StateKind } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import { type FilterName, type Filters, filterNames, isFiltered } from './filters.ts';

const titles: Readonly<Record<FilterName, MessageKey>> = {
  state: 'column.state',
  verdict: 'column.verdict',
  disposition: 'chip.disposition',
  moveState: 'column.attempt',
  site: 'column.site',
  domain: 'column.domain',
  reason: 'chip.reason',
};
const kinds: Readonly<Partial<Record<FilterName, StateKind>>> = {
  state: 'migration',
  verdict: 'verdict',
  disposition: 'disposition',
  moveState: 'move',
};
/** Words that are no verdict on a whole server: of checks alone, and for one of its failures. */
const unused = new Set(['notApplicable', 'notNeeded']);

interface Given {
  readonly filters: Filters;
  readonly set: (name: FilterName | 'search', values: readonly string[]) => void;
  readonly clear: () => void;
}

/** One chip a filter: it says what is chosen, and opens what can be. */
export function Chips({ filters, set, clear }: Given) {
  const { say } = useSay();
  return (
    <div className="chips">
      <SearchChip search={filters.search} onSearch={(text) => set('search', text === '' ? [] : [text])} />
      {filterNames.map((name) => (
        <Chip key={name} name={name} values={filters[name]} onChange={(values) => set(name, values)} />
      ))}
      {isFiltered(filters) ? (
        <Button size="small" appearance="subtle" onClick={clear}>
          {say('chips.clear')}
        </Button>
      ) : null}
    </div>
  );
}

function SearchChip({ search, onSearch }: { search: string; onSearch: (text: string) => void }) {
  const { say } = useSay();
  const id = useId();
  const [text, setText] = useState(search);
  useEffect(() => setText(search), [search]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <form className="chip-search" onSubmit={submit}>
      <label htmlFor={id} className="unseen">
        {say('chip.search')}
      </label>
      <input
        id={id}
        type="search"
        placeholder={say('chip.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => onSearch(text.trim())}
      />
    </form>
  );
}

interface ChipGiven {
  readonly name: FilterName;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

function Chip({ name, values, onChange }: ChipGiven) {
  const { say, stateWord } = useSay();
  const kind = kinds[name];
  const word = (value: string) => (kind === undefined ? value : stateWord(kind, value));
  const title = say(titles[name]);
  const text = values.length === 0 ? title : `${title}: ${values.map(word).join(', ')}`;
  return (
    <Popover trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button size="small" shape="circular" className={`chip ${values.length > 0 ? 'chip-set' : ''}`}>
          <span className="chip-text">{text}</span>
          <Icon name="more" size={14} />
        </Button>
      </PopoverTrigger>
      <PopoverSurface aria-label={title} className="chip-panel">
        {kind === undefined ? (
          <Typed name={name} values={values} onChange={onChange} />
        ) : (
          <Listed
            options={Object.keys(stateWords[kind]).filter((one) => !unused.has(one))}
            word={word}
            values={values}
            onChange={onChange}
          />
        )}
      </PopoverSurface>
    </Popover>
  );
}

function Listed({
  options,
  word,
  values,
  onChange,
}: Omit<ChipGiven, 'name'> & { options: readonly string[]; word: (value: string) => string }) {
  return (
    <ul className="choices">
      {options.map((option) => (
        <li key={option}>
          <label>
            <input
              type="checkbox"
              checked={values.includes(option)}
              onChange={({ target }) =>
                onChange(target.checked ? [...values, option] : values.filter((one) => one !== option))
              }
            />
            {word(option)}
          </label>
        </li>
      ))}
    </ul>
  );
}

/** Sites and reasons come from what is known of the estate; anything else may be typed. */
function Typed({ name, values, onChange }: ChipGiven) {
  const { say } = useSay();
  const id = useId();
  const [text, setText] = useState(values.join(','));
  const known = useKnown(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
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
  const overview = useAnswer('showOverview', {}, { enabled: name === 'site' || name === 'reason' }).data?.body;
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
