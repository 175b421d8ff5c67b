import type { FactValue } from '../domain/fact.ts';
import { factValueFault, serviceStates } from '../domain/fact-keys.ts';
import { type ColumnTarget, definitionOf } from './column-target.ts';

/** A cell as a fact value, or why it is none. An empty cell is neither: nobody looked, or nobody wrote it down. */
type CellReading =
  | { readonly kind: 'value'; readonly value: FactValue }
  | { readonly kind: 'empty' }
  | { readonly kind: 'odd'; readonly why: string };

/**
 * Words that people see in the portal, folded to letters and digits, with our values. From the Sensors page
 * (learn.microsoft.com/defender-for-identity/sensor-settings, 2026-07-15, seen 2026-09).
 * "Not healthy" without a severity is deliberately missing: any severity would be invented.
 */
const portalWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'mdi.sensorType': {
    domaincontrollersensor: 'domainControllerIntegrated',
    domaincontroller: 'domainControllerIntegrated',
    domaincontrollerstandalonesensor: 'domainControllerStandalone',
    standalonesensor: 'domainControllerStandalone',
    adfssensor: 'adfsIntegrated',
    adfs: 'adfsIntegrated',
    adcssensor: 'adcsIntegrated',
    adcs: 'adcsIntegrated',
    entraconnectsensor: 'adConnectIntegrated',
    microsoftentraconnectsensor: 'adConnectIntegrated',
    entraconnect: 'adConnectIntegrated',
    azureadconnectsensor: 'adConnectIntegrated',
  },
  'mdi.serviceStatus': {},
  'mdi.deploymentStatus': { startfailed: 'startFailure' },
  'mdi.healthStatus': {
    nothealthylowseverity: 'notHealthyLow',
    nothealthymediumseverity: 'notHealthyMedium',
    nothealthyhighseverity: 'notHealthyHigh',
  },
  'mdi.migrationState': { notready: 'notReadyForMigration', ready: 'readyForMigration' },
};

/** Reports made in another language translate true and false: German, French, Spanish, Portuguese, Italian. */
const yes = new Set(['true', 'yes', '1', 'enabled', 'on', 'wahr', 'vrai', 'verdadero', 'verdadeiro', 'vero']);
const no = new Set(['false', 'no', '0', 'disabled', 'off', 'falsch', 'faux', 'falso']);

export function isYes(text: string): boolean {
  return yes.has(text.trim().toLowerCase());
}

export function isNo(text: string): boolean {
  return no.has(text.trim().toLowerCase());
}

export function folded(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

export type CellReader = (cell: string) => CellReading;

/** What a column says again and again is read once; a column of names says nothing twice. */
const mostKnown = 500;

/** Reads the cells of one column for a fact of the catalogue. */
export function cellReader(target: ColumnTarget): CellReader {
  const known = new Map<string, CellReading>();
  return (cell) => {
    const reading = known.get(cell) ?? cellOf(target, cell);
    if (known.size < mostKnown) known.set(cell, reading);
    return reading;
  };
}

function cellOf(target: ColumnTarget, cell: string): CellReading {
  const text = cell.trim();
  if (text === '') return { kind: 'empty' };
  if (/\p{Cc}/u.test(text)) return { kind: 'odd', why: 'it holds control characters' };
  const definition = definitionOf(target);
  if (definition === undefined) return { kind: 'odd', why: 'no such fact is known' };
  const value = factOf(target, text);
  if (value === undefined) return { kind: 'odd', why: `it cannot be read as ${definition.title}` };
  const fault = factValueFault(target, value);
  return fault === undefined ? { kind: 'value', value } : { kind: 'odd', why: fault };
}

function factOf(target: ColumnTarget, text: string): FactValue | undefined {
  const definition = definitionOf(target);
  switch (definition?.type) {
    case 'number':
      // "20348.4893" is a build with its revision and no number of either.
      if (target === 'os.build' || target === 'os.revision') return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
    case 'yesNo':
      return isYes(text) ? true : isNo(text) ? false : undefined;
    case 'list':
      return listOf(text, definition.choices);
    case 'service':
      return choiceOf(text, serviceStates, {});
    case 'choice':
      return choiceOf(text, definition.choices ?? [], portalWords[target] ?? {});
    default:
      return text;
  }
}

function listOf(text: string, choices: readonly string[] | undefined): readonly string[] | undefined {
  const items = text
    .split(/[;,|]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (choices === undefined) return [...new Set(items)].sort();
  const known = items.map((item) => choiceOf(item, choices, {}));
  const isWhole = known.every((item) => item !== undefined);
  return isWhole ? [...new Set(known as string[])].sort() : undefined;
}

function choiceOf(
  text: string,
  choices: readonly string[],
  words: Readonly<Record<string, string>>,
): string | undefined {
  const word = folded(text);
  if (Object.hasOwn(words, word)) return words[word];
  return choices.find((choice) => choice.toLowerCase() === word);
}
