import { usageProblem } from '../cli/problem.ts';

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof levels)[number];

/** What `CHANGEGUARD_LOG` asks for. @throws the command line's usage problem. */
export function logLevelOf(text: string | undefined, otherwise: LogLevel): LogLevel {
  if (text === undefined || text === '') return otherwise;
  const level = levels.find((one) => one === text);
  if (level === undefined) throw usageProblem(`CHANGEGUARD_LOG is "${text}".`, `Give one of ${levels.join(', ')}.`);
  return level;
}
