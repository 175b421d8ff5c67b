import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EntraSignIn } from '../../src/api/entra-sign-in.ts';
import { makeSetupLink } from '../../src/api/secret.ts';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { identityProvider } from '../../src/connectors/oidc/client.ts';
import { secretReader } from '../../src/connectors/secret.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { testIdentity } from '../support/identity.ts';
import { anIssuer, type Issuer } from '../support/issuer.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { seriousFindings } from './support/screens.ts';

/* Coming in as people do: with a link, with an account, with Microsoft Entra ID. */

inBrowser((browser) => {
  let portal: Portal;
  let issuer: Issuer;
  const password = 'correct horse battery';
  beforeAll(async () => {
    issuer = await anIssuer(() => sampleStartAt);
    const entra = (machineNow: () => number): EntraSignIn => ({
      provider: identityProvider({
        issuer: issuer.url,
        clientId: issuer.clientId,
        secretRef: 'env:SECRET',
        fetch: outboundFetch({}),
        readSecret: secretReader({ SECRET: issuer.secret }),
        machineNow,
        newId: testIdentity.newId,
      }),
      rows: [{ group: 'g-operators', role: 'operator' }],
    });
    portal = await aPortal({ entra });
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
    await issuer?.close();
  });

  /** An account without a password, and the link behind which it is chosen. */
  const aSetupLink = async (name: string, hosts: string | null = null) => {
    const personId = testIdentity.newId();
    await portal.store.putPerson({
      ...{ personId, name, origin: 'local', subject: null, passwordHash: null, disabledAt: null },
      ...{ createdAt: sampleStartAt, createdBy: 'os:tester', signedInAt: null, version: 1 },
      grants: [{ tenantId: portal.tenantId, role: 'viewer', hosts }],
    });
    const given = { store: portal.store, identity: testIdentity, machineNow: () => sampleStartAt };
    return (await makeSetupLink(given, { publicUrl: portal.url, personId })).link;
  };
  const overview = (page: Page) => page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

  test('somebody chooses a password behind the setup link, and signs in with it', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await page.goto(await aSetupLink('anna'));
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('The same again').fill('another one');
    await page.getByText('The two are not the same.').waitFor();
    expect(await page.getByRole('button', { name: 'Set the password' }).isDisabled()).toBe(true);
    await page.getByLabel('The same again').fill(password);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Your password is set.').waitFor();
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('Password').fill('wrong password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('sign-in-refused').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await overview(page);
    await page.getByRole('button', { name: /user:anna/ }).waitFor();
  });

  test('somebody signs in with Microsoft Entra ID and is back on the page that was asked for', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    issuer.visitor = { sub: 's', oid: 'o-1', preferred_username: 'ben@bank.example', groups: ['g-operators'] };
    await page.goto(`${portal.url}/servers?site=Munich`);
    await page.getByRole('button', { name: 'Sign in with Microsoft Entra ID' }).click();
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    expect(page.url()).toBe(`${portal.url}/servers?site=Munich`);
    await page.getByRole('button', { name: /user:ben@bank.example/ }).waitFor();
  });

  test('whoever gets no role there is told why, and can come in another way', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    issuer.visitor = { sub: 's', oid: 'o-2', preferred_username: 'eve@bank.example', groups: ['g-canteen'] };
    await page.goto(`${portal.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in with Microsoft Entra ID' }).click();
    await page.getByText('entra-no-role').waitFor();
    await page.getByRole('button', { name: 'Use another way' }).click();
    await page.getByRole('button', { name: 'Use a one-time link instead' }).click();
    await page.getByLabel('Sign-in link').fill(await portal.link());
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await overview(page);
  });

  test('whoever leaves the provider before the end is told so', async () => {
    await using window = await aWindow(browser());
    await window.page.goto(`${portal.url}/sign-in?error=access_denied&state=${'a'.repeat(64)}`);
    await window.page.getByText('before it ended').waitFor();
  });

  test('X-09 whoever sees some hosts finds the pages of these, is told so, and nothing pretends to be lost', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await page.goto(await aSetupLink('dora', 'site:Berlin'));
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('The same again').fill(password);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByLabel('Name').fill('dora');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    await page.getByRole('link', { name: 'BER-DC1', exact: true }).waitFor();
    await page.getByText('You see site:Berlin').waitFor();
    expect(await page.locator('#rail').getByRole('link').allInnerTexts()).toEqual(['Servers', 'Tasks', 'Proof']);
    expect(await page.getByText('MUC-DC1').count()).toBe(0);
    expect(await page.getByText('Connection lost').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(`${portal.url}/log`);
    await page.getByText('hosts-restricted').first().waitFor();
  });

  test('in German', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    await window.page.goto(`${portal.url}/sign-in`);
    await window.page.getByRole('button', { name: 'Mit Microsoft Entra ID anmelden' }).waitFor();
  });
});
