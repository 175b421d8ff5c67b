import { type Task, task as taskShape } from '../../contract/campaigns.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import type { Client } from '../transport.ts';
import { plural, stateCell } from '../words.ts';

/** `task list`: what is due first stands first; tasks without a date come last. */
export const listTasks: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const states = given.list('state');
  const state = given.flag('all') ? [] : states.length > 0 ? states : ['open'];
  const kind = given.list('kind');
  const host = given.text('host');
  const limit = given.whole('limit', 1, 100_000) ?? 200;
  const client = await invocation.client();
  const { items, hasMore } = await client.items(
    'listTasks',
    {
      query: {
        top: Math.min(limit, 200),
        ...(state.length > 0 ? { state } : {}),
        ...(kind.length > 0 ? { kind } : {}),
        ...(host === undefined ? {} : { server: host }),
      },
    },
    limit,
  );
  const tasks = [...items].sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'));
  const json = given.json();
  if (json !== false) screen.jsonList(tasks, json, Object.keys(taskShape.shape));
  else await table(screen, client, tasks);
  if (hasMore) screen.note(`There are more than ${limit} tasks; --limit shows more.`);
  return exitCodes.done;
};

async function table(screen: Screen, client: Client, tasks: readonly Task[]): Promise<void> {
  const first = tasks[0];
  if (first === undefined) {
    screen.note('No task: nothing needs you.');
    return;
  }
  const { now } = await client.call('showStatus');
  screen.table(
    [
      { title: 'State', cell: (task) => stateCell(stateWords.task, task.state) },
      { title: 'Task', cell: (task) => task.title, min: 20 },
      { title: 'Due', cell: (task) => screen.times.at(task.dueAt, now), drop: 1 },
      { title: 'Owner', cell: (task) => task.owner || '–', drop: 2 },
      { title: 'Name', cell: (task) => nameOf(task, tasks) },
    ],
    tasks,
  );
  screen.note(plural(tasks.length, 'task'));
  screen.next(`changeguard task show ${nameOf(first, tasks)}`);
}

/** A task's name where it says which one is meant, else its id. */
function nameOf(task: Task, among: readonly Task[]): string {
  const isOnlyOne = among.every((other) => other.id === task.id || other.name !== task.name);
  return task.state === 'open' && isOnlyOne ? task.name : task.id;
}

/** `task show`. */
export const showTask: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const task = await client.call('showTask', { params: { id: given.word(0) } });
  if (given.json() !== false) {
    screen.json(task);
    return exitCodes.done;
  }
  const { now } = await client.call('showStatus');
  const cell = stateCell(stateWords.task, task.state);
  screen.line(`${toned('strong', plainText(task.title))}  ${toned(cell.tone, cell.text)}`);
  screen.prose(
    plainText(
      `${task.name}${task.owner === '' ? '' : ` · for ${task.owner}`} · opened ${screen.times.at(task.openedAt, now)}`,
    ),
    '  ',
  );
  if (task.dueAt !== null) screen.line(`  Due ${screen.times.due(task.dueAt, now)}`);
  if (task.warning !== null) screen.prose(toned('warn', plainText(`! ${task.warning}`)), '  ');
  task.steps.forEach((step, index) => {
    screen.prose(plainText(`${index + 1}. ${step}`), '  ');
  });
  if (task.after.length > 0) screen.prose(plainText(`After: ${task.after.join(', ')}`), '  ');
  for (const choice of task.choices) {
    screen.prose(
      plainText(`--choice ${choice.choice}  ${choice.title}${choice.needsReason ? ' (needs --because)' : ''}`),
      '  ',
    );
    if (choice.warning !== undefined) screen.prose(toned('warn', plainText(`! ${choice.warning}`)), '    ');
  }
  if (task.closedAt !== null)
    screen.prose(
      plainText(
        `${task.state} ${screen.times.at(task.closedAt, now)} by ${task.closedBy ?? 'unknown'}${task.because === null ? '' : `: ${task.because}`}`,
      ),
      '  ',
    );
  if (task.state === 'open') screen.next(`changeguard task done ${given.word(0)}${howToChoose(task)}`);
  return exitCodes.done;
};

/** What must be typed to complete the task; the only choice need not be named. */
function howToChoose({ choices }: Task): string {
  const choice = choices.length > 1 ? ' --choice CHOICE' : '';
  return choices.some((one) => one.needsReason) ? `${choice} --because REASON` : choice;
}

/** `task done`. */
export const completeTask: Handler = async (invocation) => {
  const { given } = invocation;
  const choice = given.text('choice');
  const because = given.text('because');
  const client = await invocation.client();
  const task = await client.call('completeTask', {
    params: { id: given.word(0) },
    body: { ...(choice === undefined ? {} : { choice }), ...(because === undefined ? {} : { because }) },
  });
  const chosen = task.choices.find((one) => one.choice === task.choice);
  closed(invocation, task, chosen === undefined ? 'is attested as done' : `is closed: ${chosen.title}`);
  return exitCodes.done;
};

/** `task decline`. */
export const declineTask: Handler = async (invocation) => {
  const { given } = invocation;
  const client = await invocation.client();
  const task = await client.call('declineTask', {
    params: { id: given.word(0) },
    body: { because: given.text('because') ?? '' },
  });
  closed(invocation, task, 'is declined');
  return exitCodes.done;
};

function closed({ given, screen }: Invocation, task: Task, did: string): void {
  if (given.json() !== false) {
    screen.json(task);
    return;
  }
  screen.line(
    plainText(
      `"${task.title}"${task.server === null || task.title.includes(task.server) ? '' : ` for ${task.server}`} ${did}.`,
    ),
  );
  screen.note('It stays in the log with your name; a closed task cannot be opened again.');
  screen.next('changeguard task list');
}
