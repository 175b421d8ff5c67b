import { expect, test } from 'vitest';
import { codesOf, factsOf, observedAt, read } from './support/readings.ts';

/** Lines of a setup, one a second; the first names the product. */
function aSetup(...lines: readonly string[]): string {
  const all = ['i001: Burn v3.11.1, Windows v10.0, path: C:\\Temp\\Azure ATP Sensor Setup.exe', ...lines];
  return all
    .map((line, index) => `[1C60:1AA8][2026-09-14T08:00:${String(index).padStart(2, '0')}]${line}\r\n`)
    .join('');
}

const inner = (level: string, text: string) => `i000: 2026-09-14 08:00:00.0000 ${level} ${text}`;

test.each([
  ['0x0', false],
  ['0xbc2', false],
  ['0x669', false],
  ['0x642', true],
  ['0x80070643', true],
])('the setup that ends with %s failed: %s', async (code, failed) => {
  for (const line of [`i500: Shutting down, exit code: ${code}`, `i007: Exit code: ${code}, restarting: No`]) {
    const reading = await read(aSetup(line));
    expect(reading.format).toBe('mdi-deployment-log');
    expect(factsOf(reading)).toEqual({
      'os.family': 'windows',
      'mdi.deployment.failed': failed,
      'mdi.deployment.error': failed ? `exit code ${Number.parseInt(code, 16)}` : null,
    });
    expect(reading.rows[0]).toMatchObject({ source: 'mdi-deployment-log', name: undefined, observedAt });
  }
});

test('a proxy that wants credentials shows as a licence: what the service answered is told', async () => {
  const reading = await read(
    aSetup(
      inner(
        'Info ',
        'InteractiveDeploymentManager ValidateCreateSensorAsync returned [validateCreateSensorResult=LicenseInvalid]]',
      ),
      inner(
        'Debug',
        'SensorBootstrapperApplication Engine.Quit [deploymentResultStatus=1602 isRestartRequired=False]]',
      ),
      'i500: Wird heruntergefahren, Exitcode: 0x642',
    ),
  );
  expect(factsOf(reading)).toMatchObject({
    'mdi.deployment.failed': true,
    'mdi.deployment.error': 'validateCreateSensorResult=LicenseInvalid',
  });
  expect(reading.problems).toEqual([]);
});

test('an error of the sensor inside the setup, and one of the setup, are told without accounts', async () => {
  const own = aSetup(
    inner('Error', 'DeploymentManager Run failed [UserName=svc-mdi]'),
    'i500: Shutting down, exit code: 0x643',
  );
  expect(factsOf(await read(own))['mdi.deployment.error']).toBe('DeploymentManager Run failed');
  const outer = aSetup('e000: Error 0x80070643: Failed for bank\\svc-mdi', 'i500: Shutting down, exit code: 0x643');
  expect(factsOf(await read(outer))['mdi.deployment.error']).toBe('Error 0x80070643: Failed for …');
});

test('X-01 a log that ends before the setup does tells no outcome', async () => {
  const text = aSetup('e000: Error 0x80070643: Failed', 'i500: Shutting down, exit code: 0x0');
  for (let length = 0; length < text.length - 1; length++)
    expect(factsOf(await read(text.slice(0, length)))).not.toHaveProperty('mdi.deployment.failed');
  expect(codesOf(await read(aSetup('i100: something')))).toEqual(['text-unread']);
});

test('X-01 two outcomes of one run are none', async () => {
  const reading = await read(
    aSetup(
      inner('Debug', 'SensorBootstrapperApplication Engine.Quit [deploymentResultStatus=1602]'),
      'i500: exit code: 0x0',
    ),
  );
  expect(factsOf(reading)).toEqual({ 'os.family': 'windows' });
  expect(codesOf(reading)).toEqual(['evidence-contradictory']);
});

test('of several runs in one file the last one counts', async () => {
  const reading = await read(`${aSetup('i500: exit code: 0x643')}${aSetup('i500: exit code: 0x0')}`);
  expect(factsOf(reading)['mdi.deployment.failed']).toBe(false);
});

test('the setup log of another product is not taken for one of these', async () => {
  const reading = await read('[1C60:1AA8][2026-09-14T08:00:00]i001: Burn v3.11.1, path: C:\\Temp\\vc_redist.exe\r\n');
  expect(reading.format).not.toBe('mdi-deployment-log');
});

test('an old setup stays old; without the time of the copy there is no row', async () => {
  const text = aSetup('i500: exit code: 0x0').replaceAll('2026-09-14', '2025-01-01');
  expect((await read(text)).rows[0]?.observedAt).toBe(Date.UTC(2025, 0, 1, 20, 0, 1));
  expect(codesOf(await read(text, { observedAt: undefined }))).toEqual(['time-missing']);
});
