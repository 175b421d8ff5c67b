import type { Fact, FactTable } from '../../domain/fact.ts';
import { type FactOf, listFact, textFact } from '../../domain/fact-reading.ts';

/** Builds that Windows Server shares with a Windows for people: 10 1809, 11 24H2. */
const sharedBuilds: Readonly<Record<string, string>> = { '17763': 'Windows 10', '26100': 'Windows 11' };

/** "Windows 11 Enterprise", and "Windows 10 Enterprise", which the registry of a Windows 11 says. */
const clientName = /^(?:microsoft )?windows (?:7|8|8\.1|10|11)\b(?!.*\bserver\b)/i;

/** The Windows for people that has the same build as a Windows Server. */
export function sharingBuild(build: number): string | undefined {
  return sharedBuilds[String(build)];
}

/** What shows that the host runs a Windows for people; undefined when nothing says so. */
export function clientSign(facts: FactTable): FactOf<string> | undefined {
  const type = textFact(facts, 'os.installationType');
  const product = textFact(facts, 'os.productName');
  const isClientName = product !== undefined && clientName.test(product.value.trim());
  if (type?.value.trim().toLowerCase() === 'client') return isClientName ? product : type;
  return isClientName ? product : undefined;
}

/** What shows that it is a server: its name or type, its roles, or that Defender for Identity knows a sensor on it. */
export function serverSign(facts: FactTable): Fact | undefined {
  const product = textFact(facts, 'os.productName');
  const type = textFact(facts, 'os.installationType');
  const roles = listFact(facts, 'roles');
  if (product !== undefined && /\bserver\b/i.test(product.value)) return product;
  if (type !== undefined && /^server\b/i.test(type.value.trim())) return type;
  return textFact(facts, 'mdi.sensorType') ?? (roles !== undefined && roles.value.length > 0 ? roles : undefined);
}
