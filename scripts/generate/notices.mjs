import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/notices.md';

export async function render(load) {
  const { noticeKinds } = await load('domain/notice');
  const { alarmHours } = (await load('domain/campaign/default-rules')).defaultRules.commitGuard;
  const rows = Object.entries(noticeKinds).filter(([kind]) => kind !== 'test');
  return page(
    'Notices',
    'src/domain/notice.ts',
    'What [receivers](../operate/notifications.md) can be told. An alarm is sent at once, in quiet hours too. ' +
      `${code('commit-due')} comes at the alarm hours of the plan, by default ${alarmHours.join(', ')} hours before the earliest end of the observation, or up to an hour earlier.`,
    table(
      ['Kind', 'What it says', 'Alarm', 'What to do'],
      rows.map(([kind, row]) => [
        code(kind),
        row.title,
        row.isAlarm ? 'yes' : '',
        row.remedy.replaceAll('{server}', 'SERVER'),
      ]),
    ),
  );
}
