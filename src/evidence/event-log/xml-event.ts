import { fromRfc3339 } from '../../domain/time.ts';
import { dataParts, EventData, type EventRecord } from '../event-record.ts';
import { childOf, type XmlElement } from '../xml.ts';

/** The namespace of events in every export, whatever tool wrote it. */
export const eventNamespace = 'http://schemas.microsoft.com/win/2004/08/events/event';

/** An `Event` element as a record; undefined when it lacks what a record must have. Messages in the exporter's language are not looked at. */
export function xmlEvent(element: XmlElement): EventRecord | undefined {
  const system = childOf(element, 'System');
  if (element.name !== 'Event' || system === undefined) return undefined;
  const text = (name: string) => childOf(system, name)?.text.trim() ?? '';
  const attribute = (name: string, attributeName: string) => childOf(system, name)?.attributes[attributeName] ?? '';
  const recordId = wholeNumber(text('EventRecordID'));
  const eventId = wholeNumber(text('EventID'));
  const level = wholeNumber(text('Level'));
  const createdAt = fromRfc3339(attribute('TimeCreated', 'SystemTime'));
  if (recordId === undefined || eventId === undefined || level === undefined || createdAt === undefined)
    return undefined;
  const data = new EventData();
  for (const part of element.children) if (dataParts.has(part.name)) collect(part, data);
  return {
    recordId,
    eventId,
    level,
    createdAt,
    provider: attribute('Provider', 'Name'),
    channel: text('Channel'),
    computer: text('Computer'),
    data: data.all(),
    line: element.line,
  };
}

/** Each element without elements inside is a value under its name. */
function collect(parent: XmlElement, data: EventData): void {
  for (const element of parent.children) {
    if (element.children.length > 0) collect(element, data);
    else data.add(element.attributes.Name ?? (element.name === 'Data' ? undefined : element.name), element.text);
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
