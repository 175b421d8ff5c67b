import { describe, expect, test } from 'vitest';
import type { ProbeAsked } from '../../src/cli/io.ts';
import { type ProbeReport, probeReport } from '../../src/contract/probe.ts';
import { probeFromHere } from '../../src/main/probe.ts';
import { aProxy } from '../connectors/probed-network.ts';
import { aBadReport, aGoodReport } from './support/probe-report.ts';
import { aTerminal, type TerminalOptions } from './support/terminal.ts';

async function probing(line: string, report: ProbeReport, options: TerminalOptions = {}) {
  const seen: ProbeAsked[] = [];
  const terminal = aTerminal({
    ...options,
    env: { NO_COLOR: '1', ...options.env },
    door: {
      probe: async (asked, say) => {
        seen.push(asked);
        say('1 of 1: host.example reached');
        return report;
      },
    },
  });
  const code = await terminal.run(line);
  return { code, out: terminal.out(), err: terminal.err(), asked: seen[0] };
}

describe('what is asked for', () => {
  test.each([
    ['probe --geo eu', ['standard', 'streamlined']],
    ['probe --geo eu --workspace contoso', ['standard', 'streamlined', 'identity']],
    ['probe --geo eu --workspace contoso --set all', ['standard', 'streamlined', 'identity']],
    ['probe --geo eu --set streamlined', ['streamlined']],
    ['probe --workspace contoso', ['identity']],
    ['probe --cloud dod --workspace contoso', ['identity']],
    ['probe --set identity --workspace contoso', ['identity']],
    ['probe --target https://a.example/', []],
  ])('"%s" asks for %j', async (line, sets) => {
    const { code, asked } = await probing(line, aGoodReport());
    expect(code).toBe(0);
    expect(asked?.sets).toEqual(sets);
  });

  test.each([
    ['probe', 'Nothing is asked for'],
    ['probe --set standard', 'differs by geography'],
    ['probe --set identity --geo us', 'one URL for each workspace'],
    ['probe --geo mars', 'Allowed choices'],
    ['probe --cloud mars', 'Allowed choices'],
    ...['gcc', 'gcc-high', 'dod', 'china'].map((cloud) => [
      `probe --geo us --cloud ${cloud}`,
      `not those of the cloud ${cloud}`,
    ]),
    ['probe --workspace contoso --cloud china', 'No page names an address'],
    ['probe --workspace contoso.example', 'no name of a workspace'],
    ['probe --target http://a.example/', 'no https address'],
    ['probe --geo us --proxy https://proxy.example', 'address of the proxy'],
    ['probe --geo us --proxy ftp://proxy.example', 'address of the proxy'],
    ['probe --geo us --proxy-auth env:P', 'without a proxy'],
    ['probe --geo us --proxy proxy:1 --proxy-auth user:secret99', 'where the credentials are'],
    ['probe --geo us --proxy proxy:1 --proxy-auth env:MISSING', 'MISSING holds no credentials'],
    ['probe --geo us --pin abc', 'is no pin'],
  ])('"%s" is refused, and nothing is asked', async (line, why) => {
    const { code, asked, err } = await probing(line, aGoodReport());
    expect([code, asked]).toEqual([2, undefined]);
    expect(err).toContain(why);
  });

  test('proxy, certificates and pins come as they were given', async () => {
    const pin = `${'A'.repeat(43)}=`;
    const line = `probe --geo us --proxy proxy.example:3128 --proxy-auth env:PROXY --ca corp.pem --pin sha256/${pin}`;
    const { asked } = await probing(line, aGoodReport(), {
      env: { PROXY: 'svc:Tr0ub4dor' },
      files: { 'corp.pem': '-----BEGIN' },
    });
    expect(asked).toMatchObject({
      proxy: { host: 'proxy.example', port: 3128, credentials: 'svc:Tr0ub4dor' },
      roots: '-----BEGIN',
      pins: [pin],
    });
  });

  test('no credential is ever shown, wherever somebody wrote it', async () => {
    for (const line of [
      'probe --geo us --proxy http://svc:Tr0ub4dor@proxy.example:3128',
      'probe --geo us --proxy proxy.example --proxy-auth svc:Tr0ub4dor',
      'probe --geo us --proxy proxy.example --proxy-auth env:PROXY',
      'probe --geo us --proxy proxy.example --proxy-auth env:PROXY --json',
      'probe --target https://svc:Tr0ub4dor@a.example/',
    ]) {
      const { out, err } = await probing(line, aGoodReport(), { env: { PROXY: 'svc:Tr0ub4dor' } });
      expect(out + err).not.toContain('Tr0ub4dor');
    }
  });

  test('a proxy of the environment is not used, and that is said', async () => {
    const env = { HTTPS_PROXY: 'http://svc:Tr0ub4dor@proxy.example' };
    const { asked, err } = await probing('probe --geo us', aGoodReport(), { env });
    expect(asked?.proxy).toBeUndefined();
    expect(err).toContain('HTTPS_PROXY is set, and not used here');
    expect(err).not.toContain('Tr0ub4dor');
  });
});

describe('what is shown', () => {
  test('S3-14 every URL in a word, and each remedy once, in 80 columns', async () => {
    const { out } = await probing('probe --geo uk', aBadReport(), { columns: 80 });
    expect(out).toMatchInlineSnapshot(`
      "URL                                     Result                     Seen
      edr-uks.uk.endpoint.security.microsof…  ✗ inspected                CN=Corp Root…
      edr-ukw.uk.endpoint.security.microsof…  ✗ inspected                CN=Corp Root…
      edr-uks.uk.endpoint.security.microsof…  ✗ name not found           ENOTFOUND
      edr-ukw.uk.endpoint.security.microsof…  ✗ refused                  ECONNREFUSED
      mdav.uk.endpoint.security.microsoft.c…  ✗ timed out                tls-timed-out
      mdav.uk.endpoint.security.microsoft.c…  ✗ TLS too old              TLSv1.1
      mdav.uk.endpoint.security.microsoft.c…  ✗ proxy wants credentials  407 Negotiat…
      mdav.uk.endpoint.security.microsoft.c…  – unexpected status        TLSv1.3 302,…
      mdav.uk.endpoint.security.microsoft.c…  – certificate expired      expired, Jan…
      go.microsoft.com/                       – wrong name               CN=*.uk.endp…
      definitionupdates.microsoft.com/        – issuer unverified        CN=Corp Root…
      packages.microsoft.com/                 ✓ reached                  TLSv1.3 404,…

      inspected (2)
        → Exempt these URLs from TLS inspection. The sensors pin the certificates of
        the services, so trusting the inspecting CA does not help.
        edr-uks.uk.endpoint.security.microsoft.com,
        edr-ukw.uk.endpoint.security.microsoft.com
        by CN=Corp Root CA, O=Bank

      name not found (1)
        → Let the name servers of this network answer for these names, or go through
        the proxy that does (--proxy).
        edr-uks.uk.endpoint.security.microsoft.com

      refused (1)
        → Open outbound TCP 443 to these hosts in the firewall; something refuses it.
        edr-ukw.uk.endpoint.security.microsoft.com

      timed out (1)
        → Open outbound TCP 443 to these hosts in the firewall. Where the connection
        was made and then silent, a firewall or proxy holds it by name.
        mdav.uk.endpoint.security.microsoft.com

      TLS too old (1)
        → Let the traffic around the proxy or middlebox that answers here, or bring it
        to TLS 1.2 or later.
        mdav.uk.endpoint.security.microsoft.com

      proxy wants credentials (1)
        → Exempt these URLs from sign-in at the proxy: the sensors run as the system
        and cannot sign in as a user. To go on looking, give --proxy-auth env:NAME.
        mdav.uk.endpoint.security.microsoft.com

      0 of 7 needed URLs reached.
      Not reached, and not needed by all: mdav.uk.endpoint.security.microsoft.com
      (only for Linux and macOS), go.microsoft.com (only for updates that do not come
      from inside), definitionupdates.microsoft.com (only for updates that do not come
      from inside).
      "
    `);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('when all is reached that is one line', async () => {
    const { out, err } = await probing('probe --geo uk', aGoodReport(), { columns: 80 });
    expect(out).toContain('✓ 8 URLs reached, all that must be.');
    expect(err).toContain('This is the network of the machine that runs changeguard.');
  });

  test('--plain is a line a URL, and --json the whole report', async () => {
    const plain = await probing('probe --geo uk --plain', aBadReport());
    expect(plain.out.split('\n')[0]).toBe(
      'edr-uks.uk.endpoint.security.microsoft.com/edr/commands/test\tcommand and control\t✗ inspected\tCN=Corp Root CA, O=Bank (private-root)',
    );
    const { out } = await probing('probe --geo uk --json', aBadReport());
    expect(probeReport.parse(JSON.parse(out))).toEqual(aBadReport());
  });

  test('progress goes to a terminal’s stderr, and to no program', async () => {
    const told = await probing('probe --geo uk', aGoodReport(), { isInteractive: true });
    expect(told.err).toContain('1 of 1: host.example reached');
    expect((await probing('probe --geo uk', aGoodReport())).err).not.toContain('1 of 1');
  });

  test('--exit-code is 3 when a needed URL is not reached', async () => {
    expect((await probing('probe --geo uk --exit-code', aGoodReport())).code).toBe(0);
    expect((await probing('probe --geo uk --exit-code', aBadReport())).code).toBe(3);
    expect((await probing('probe --geo uk', aBadReport())).code).toBe(0);
  });
});

describe('from here', () => {
  const asked: ProbeAsked = {
    geo: 'us',
    sets: ['standard', 'streamlined', 'identity'],
    workspace: 'contoso',
    cloud: 'global',
    targets: ['https://go.microsoft.com/'],
    proxy: undefined,
    roots: undefined,
    pins: [],
  };

  test('each URL is asked once, what was given first; only the proxy is spoken to', async () => {
    await using refusing = await aProxy((_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
    const said: string[] = [];
    const proxy = { host: '127.0.0.1', port: refusing.port, credentials: undefined };
    const report = await probeFromHere(
      { ...asked, proxy },
      { now: 0, say: (line) => said.push(line), signal: new AbortController().signal },
    );
    const urls = report.results.map((one) => one.url);
    expect(new Set(urls).size).toBe(urls.length);
    expect(report.results[0]).toMatchObject({ url: 'https://go.microsoft.com/', isNeeded: true });
    expect(urls.at(-1)).toBe('https://contososensorapi.atp.azure.com/tri/sensor/api/ping');
    expect(new Set(report.results.map((one) => one.outcome))).toEqual(new Set(['proxy-refuses']));
    expect(report).toMatchObject({ reached: 0, groups: [{ outcome: 'proxy-refuses' }] });
    expect(said.at(-1)).toContain(`${urls.length} of ${urls.length}: `);
    expect(report.notes.join(' ')).not.toContain('WPAD');
    expect(probeReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test('a file of --ca that holds no certificate is refused', async () => {
    const more = { now: 0, say: () => undefined, signal: new AbortController().signal };
    await expect(probeFromHere({ ...asked, roots: 'no certificate' }, more)).rejects.toMatchObject({ exitCode: 2 });
  });
});
