import { hourMs } from '../../src/domain/time.ts';
import { layout2022 } from '../evidence/analyzer-2022.ts';
import { bodyOf, type Field, fieldsBut, textOf, wide, xmlOf } from '../evidence/analyzer-result.ts';
import { evtxLog } from '../support/evtx.ts';
import { logOf, standard, streamlined } from '../support/sense-log.ts';
import { zipOf } from '../support/zip.ts';

/** When the members were written: after the last start of their hosts, and when the reports say that they ran. */
const writtenLocal = Date.UTC(2026, 8, 14, 8, 20);

/**
 * Evidence for the fuzz that no sample holds. Each proves something when it is sound, since what proves nothing cannot prove too much when it is
 * damaged: the contact is followed by nothing against it, the reports are newer than the last start.
 */
export function madeEvidence(): Readonly<Record<string, Uint8Array>> {
  return {
    'sense.evtx': senseLog('contact'),
    'sense-after-failure.evtx': senseLog('failure'),
    'systeminfo.txt': Buffer.from(systemInfo),
    'mdi-deployment.log': Buffer.from(deploymentLog),
    'analyzer-with-log.zip': archive({ ...result('DC01'), 'EventLogs/sense.evtx': senseLog('contact') }),
    'analyzer-2022.zip': archive(layout2022(), '\\'),
    'analyzer-two-hosts.zip': archive({ ...below('a', result('DC01')), ...below('b', result('DC02')) }),
    'sense-get-winevent.xml': Buffer.from(eventXml),
  };
}

/**
 * A log in several chunks. After `failure` nothing is proven about the contact, and a chunk of quiet records follows: damage to the failure must not
 * undo it.
 */
function senseLog(end: 'contact' | 'failure'): Buffer {
  const quiet = Array.from({ length: 12 }, (_, at) => (at % 3 === 0 ? '50' : '59'));
  const words = ['started', '11', `contact ${standard}`, ...quiet, `contact ${streamlined}`, '50'];
  const events = logOf(...words, ...(end === 'failure' ? [`failed ${streamlined}`, ...quiet] : []));
  // An analyzer that ran in the morning has no record of noon.
  const earlierMs = 6 * hourMs;
  return evtxLog(
    events.map((event) => ({ ...event, createdAt: event.createdAt - earlierMs })),
    { eventsPerChunk: 8 },
  );
}

/** Without tabs, as systeminfo writes it in English. */
const systemInfo = [
  '',
  'Host Name:                 DC01',
  'OS Name:                   Microsoft Windows Server 2022 Standard',
  'OS Version:                10.0.20348 N/A Build 20348',
  'OS Manufacturer:           Microsoft Corporation',
  'Original Install Date:     9/13/2025, 8:10:00 AM',
  'System Boot Time:          9/13/2026, 8:10:00 AM',
  'Processor(s):              1 Processor(s) Installed.',
  '                           [01]: Intel64 Family 6 Model 85',
  'Time Zone:                 (UTC) Coordinated Universal Time',
  'Domain:                    bank.example',
  'Logon Server:              \\\\DC01',
  'Hotfix(s):                 1 Hotfix(s) Installed.',
  '                           [01]: KB5078766',
  '',
].join('\r\n');

const deploymentLog = [
  'i001: Burn v3.11.1, Windows v10.0, path: C:\\Temp\\Azure ATP Sensor Setup.exe',
  'i000: 2026-09-14 08:00:01.0000 Info  InteractiveDeploymentManager ValidateCreateSensorAsync returned [validateCreateSensorResult=Success]]',
  'i000: 2026-09-14 08:00:02.0000 Debug SensorBootstrapperApplication Engine.Quit [deploymentResultStatus=0 isRestartRequired=False]]',
  'i500: Shutting down, exit code: 0x0',
  'i007: Exit code: 0x0, restarting: No',
]
  .map((line, at) => `[1C60:1AA8][2026-09-14T08:00:${String(at).padStart(2, '0')}]${line}\r\n`)
  .join('');

/** One event by itself, in single quotes, as `ToXml()` gives it; the samples have the export of wevtutil. */
const eventXml =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-SENSE' " +
  "Guid='{fae96d09-ade1-5223-0098-af7b67348531}'/><EventID>4</EventID><Version>0</Version><Level>4</Level>" +
  "<TimeCreated SystemTime='2026-09-14T12:00:00.0000000Z'/><EventRecordID>100</EventRecordID>" +
  '<Channel>Microsoft-Windows-SENSE/Operational</Channel><Computer>DC01.bank.example</Computer></System><EventData>' +
  `<Data Name='UInt1'>6</Data><Data Name='Message1'>https://${streamlined}/edr/</Data></EventData></Event>\r\n`;

/** A result of 2024 with everything in it that a switch to streamlined needs, except the switch. */
function result(name: string): Readonly<Record<string, string | Uint8Array>> {
  const changes: readonly Field[] = [['devInfo/deviceName', 'Device name', name]];
  const fields = fieldsBut(...changes);
  return {
    'SystemInfoLogs/MDEClientAnalyzer.xml': xmlOf(fields),
    'SystemInfoLogs/MDEClientAnalyzer.txt': wide(textOf({ fields })),
    'SystemInfoLogs/RegOnboardingInfoPolicy.Json': wide(bodyOf()),
    'SystemInfoLogs/RegOnboardedInfoCurrent.Json': wide(bodyOf()),
    'SystemInfoLogs/RegOffboardingInfo.Json': wide(''),
  };
}

function below(folder: string, files: Readonly<Record<string, string | Uint8Array>>) {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
}

/** `separator`: the tool itself writes backslashes. */
function archive(files: Readonly<Record<string, string | Uint8Array>>, separator: '/' | '\\' = '/'): Buffer {
  return zipOf(
    Object.entries(files).map(([path, content]) => ({
      path: path.replaceAll('/', separator),
      bytes: typeof content === 'string' ? Buffer.from(content) : content,
      writtenLocal,
    })),
  );
}
