import { type FormEvent, lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { noSite } from '../../../contract/no-site.ts';
import { useAnswer } from '../../api/answers.ts';
import { Icon } from '../../parts/icon.tsx';
import { useTimes } from '../../time/times.tsx';
import type { MessageKey, StateKind } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import { type FilterName, type Filters, filterNames, isFiltered } from './filters.ts';

export const titles: Readonly<Record<FilterName, MessageKey>> = {
  whose: 'chip.whose',
  state: 'column.state',
  verdict: 'column.verdict',
  disposition: 'chip.disposition',
  moveState: 'column.attempt',
  site: 'column.site',
  domain: 'column.domain',
  reason: 'chip.reason',
  protection: 'chip.protection',
  wave: 'column.wave',
  proof: 'column.proof',
  evidenceAge: 'chip.evidence-age',
  onlyReason: 'chip.only-reason',
  commitDue: 'chip.commit-due',
  since: 'chip.since',
};
export const kinds: Readonly<Partial<Record<FilterName, StateKind>>> = {
  state: 'migration',
  verdict: 'verdict',
  disposition: 'disposition',
  moveState: 'move',
  protection: 'protection',
  proof: 'proof',
  evidenceAge: 'evidenceAge',
};

/** What a link asked for and nobody chooses here: such a chip stands there while it is set, and is taken away by a click. */
const asked: ReadonlySet<FilterName> = new Set(['onlyReason', 'commitDue', 'since']);

/** Whom a server concerns, by the words of the views. */
export const concerns: Readonly<Record<string, MessageKey>> = { mine: 'view.mine', 'needs-you': 'view.needs-you' };

/** What stands in the address for servers that are in no wave. */
export const noWave = 'none';

const ChipPanel = lazy(async () => ({ default: (await import('./chip-panel.tsx')).ChipPanel }));

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
      {filterNames.map((name) => {
        const given = { name, values: filters[name], onChange: (values: readonly string[]) => set(name, values) };
        if (!asked.has(name)) return <Chip key={name} {...given} />;
        return filters[name].length === 0 ? null : <AskedChip key={name} {...given} />;
      })}
      {isFiltered(filters) ? (
        <button type="button" className="chip chip-plain" onClick={clear}>
          {say('chips.clear')}
        </button>
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

export interface ChipGiven {
  readonly name: FilterName;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

function AskedChip({ name, values, onChange }: ChipGiven) {
  const { say } = useSay();
  const ofCampaign = useSinceWords(name === 'since' ? values[0] : undefined);
  const { absolute } = useTimes();
  // Anything may stand in an address: the API says what is wrong with it.
  const told = (value: string) => (Number.isNaN(Date.parse(value)) ? value : absolute(value));
  const words =
    name === 'commitDue'
      ? values
          .flatMap((value) => value.split('/'))
          .map(told)
          .join(' – ')
      : (ofCampaign ?? values.join(', '));
  const text = `${say(titles[name])}: ${words}`;
  return (
    <button
      type="button"
      className="chip chip-set"
      aria-label={say('chip.remove', { chip: text })}
      onClick={() => onChange([])}
    >
      <span className="chip-text">{text}</span>
      <Icon name="close" size={14} />
    </button>
  );
}

const sinceWords: Readonly<Record<string, MessageKey>> = {
  joined: 'chip.since.joined',
  gone: 'chip.since.gone',
  ready: 'chip.since.ready',
};

/** Which number of which campaign a list is of; undefined where the address names none that there is. */
function useSinceWords(value: string | undefined): string | undefined {
  const { say } = useSay();
  const [, which = '', id = ''] = /^(\w+)\/(.+)$/.exec(value ?? '') ?? [];
  const { data } = useAnswer('showCampaign', { id }, { enabled: id !== '' });
  const words = sinceWords[which];
  return words === undefined || data === undefined ? undefined : say(words, { campaign: data.body.name });
}

function Chip(given: ChipGiven) {
  const { say, stateWord } = useSay();
  const [isOpen, setIsOpen] = useState(false);
  const chip = useRef<HTMLButtonElement>(null);
  const { name, values } = given;
  const kind = kinds[name];
  const title = say(titles[name]);
  const wordOf = (value: string) => {
    const concern = name === 'whose' ? concerns[value] : undefined;
    if (concern !== undefined) return say(concern);
    if (name === 'wave' && value === noWave) return say('chip.no-wave');
    if (name === 'site' && value === noSite) return say('coverage.no-site');
    return kind === undefined ? value : stateWord(kind, value);
  };
  const words = values.map(wordOf);
  const close = () => {
    setIsOpen(false);
    chip.current?.focus();
  };
  return (
    <>
      <button
        ref={chip}
        type="button"
        className={`chip ${values.length > 0 ? 'chip-set' : ''}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(true)}
      >
        <span className="chip-text">{values.length === 0 ? title : `${title}: ${words.join(', ')}`}</span>
        <Icon name="more" size={14} />
      </button>
      {isOpen ? (
        <Suspense>
          <ChipPanel {...given} beside={chip.current} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}
