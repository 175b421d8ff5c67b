import { Button, Select } from '@fluentui/react-components';
import { type FormEvent, useId, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { pages } from '../../contract/pages.ts';
import { Icon } from '../parts/icon.tsx';
import { useSay } from '../words/say.tsx';
import { ChoiceMenu } from './choice-menu.tsx';
import { Freshness } from './freshness.tsx';
import type { Choices } from './portal.tsx';
import { useSession } from './session.tsx';

export function TopBar({ choices, isMenuOpen, onMenu }: { choices: Choices; isMenuOpen: boolean; onMenu: () => void }) {
  const { say } = useSay();
  return (
    <header className="top-bar">
      <Button
        className="menu-button"
        appearance="subtle"
        icon={<Icon name="menu" size={20} />}
        aria-label={say('top.menu')}
        aria-expanded={isMenuOpen}
        aria-controls="rail"
        onClick={onMenu}
      />
      <Link to={pages.overview} className="brand">
        <img src="/mark.svg" alt="" width={22} height={22} />
        <span>{say('product')}</span>
      </Link>
      <Tenant />
      <Search />
      <Freshness />
      <ChoiceMenu choices={choices} />
    </header>
  );
}

function Tenant() {
  const { say } = useSay();
  const { tenant, tenants, chooseTenant } = useSession();
  const navigate = useNavigate();
  if (tenants.length < 2) return <span className="tenant">{tenant?.name}</span>;
  return (
    <Select
      size="small"
      className="tenant"
      aria-label={say('top.tenant')}
      value={tenant?.id ?? ''}
      onChange={(_event, { value }) => {
        // What the page shows belongs to the other tenant.
        navigate(pages.overview);
        chooseTenant(value);
      }}
    >
      {tenants.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </Select>
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
