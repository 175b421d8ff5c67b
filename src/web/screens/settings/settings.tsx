import { Page } from '../../parts/page.tsx';
import { useSay } from '../../words/say.tsx';
import { Browser } from './browser.tsx';
import { Connection } from './connection.tsx';
import { Receivers } from './receivers.tsx';
import { Rulebook } from './rulebook.tsx';

/** What holds for the tenant beyond any plan, and how this browser shows it. */
export function Settings() {
  const { say } = useSay();
  return (
    <Page title={say('settings.title')}>
      <Connection />
      <Rulebook />
      <Receivers />
      <Browser />
    </Page>
  );
}
