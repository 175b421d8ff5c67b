import { type FormEvent, lazy, Suspense, useId, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { pages } from '../../contract/pages.ts';
import { Icon } from '../parts/icon.tsx';
import { useSay } from '../words/say.tsx';
import { Freshness } from './freshness.tsx';
import { KeyHelp } from './key-help.tsx';
import type { Choices } from './portal.tsx';
import { useSession } from './session.tsx';

export function TopBar({ choices, isMenuOpen, onMenu }: { choices: Choices; isMenuOpen: boolean; onMenu: () => void }) {
  const { say } = useSay();
  return (
    <header className="top-bar">
      <button
        type="button"
        className="bar-button menu-button"
        aria-label={say('top.menu')}
        aria-expanded={isMenuOpen}
        aria-controls="rail"
        onClick={onMenu}
      >
        <Icon name="menu" size={20} />
      </button>
      <Link to={pages.overview} className="brand">
        <img src="/mark.svg" alt="" width={22} height={22} />
        <span>{say('product')}</span>
      </Link>
      <Tenant />
      <Search />
      <Freshness />
      <KeyHelp keys={choices.keys} />
      <Person choices={choices} />
    </header>
  );
}

const ChoiceMenu = lazy(async () => ({ default: (await import('./choice-menu.tsx')).ChoiceMenu }));

/** Who is signed in; behind the name is how this browser shows things. */
function Person({ choices }: { choices: Choices }) {
  const { say } = useSay();
  const { me } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const person = useRef<HTMLButtonElement>(null);
  const close = () => {
    setIsOpen(false);
    person.current?.focus();
  };
  return (
    <>
      <button
        ref={person}
        type="button"
        className="bar-button person"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={say('top.person', { actor: me.actor, role: me.role })}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="person" size={20} />
        <span className="person-name" translate="no">
          {me.actor}
        </span>
      </button>
      {isOpen ? (
        <Suspense>
          <ChoiceMenu choices={choices} beside={person.current} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}

function Tenant() {
  const { say } = useSay();
  const { tenant, tenants, chooseTenant } = useSession();
  const navigate = useNavigate();
  if (tenants.length < 2) return <span className="tenant">{tenant?.name}</span>;
  return (
    <select
      className="tenant"
      aria-label={say('top.tenant')}
      value={tenant?.id ?? ''}
      onChange={({ target }) => {
        // What the page shows belongs to the other tenant.
        navigate(pages.overview);
        chooseTenant(target.value);
      }}
    >
      {tenants.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

/** Finds servers from anywhere, by the beginning of their name. */
function Search() {
  const { say } = useSay();
  const navigate = useNavigate();
  const id = useId();
  const [text, setText] = useState('');
  const search = (event: FormEvent) => {
    event.preventDefault();
    navigate(`${pages.servers}${text.trim() === '' ? '' : `?search=${encodeURIComponent(text.trim())}`}`);
  };
  return (
    <search className="top-search">
      <form onSubmit={search}>
        <label htmlFor={id} className="unseen">
          {say('top.search')}
        </label>
        <Icon name="search" />
        <input
          id={id}
          type="search"
          placeholder={say('top.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </search>
  );
}
