import { useSession } from '../../frame/session.tsx';
import { Page } from '../../parts/page.tsx';
import { useSay } from '../../words/say.tsx';
import { Browser } from './browser.tsx';
import { Connection } from './connection.tsx';
import { Hours } from './hours.tsx';
import { People } from './people.tsx';
import { Receivers } from './receivers.tsx';
import { Rulebook } from './rulebook.tsx';
import { SiteZones } from './site-zones.tsx';
import { TenantLife } from './tenant-life.tsx';
import { Tokens } from './tokens.tsx';
import { UploadTokens } from './upload-tokens.tsx';

/** What holds for the tenant beyond any plan, and how this browser shows it. */
export function Settings() {
  const { say } = useSay();
  const { me, mayOperate } = useSession();
  const isAdministrator = me.role === 'administrator';
  return (
    <Page title={say('settings.title')}>
      <Connection />
      <Rulebook />
      <Hours />
      <Receivers />
      {isAdministrator ? <People /> : null}
      {isAdministrator ? <Tokens /> : null}
      {mayOperate ? <UploadTokens /> : null}
      {isAdministrator ? <TenantLife /> : null}
      <SiteZones />
      <Browser />
    </Page>
  );
}
