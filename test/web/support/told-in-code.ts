import { nodesOf, readModule } from '../../support/modules.ts';

/** The prose that stands in a source, each text without what is filled into it: what is one sentence to a person may be several pieces here. */
export function proseIn(path: string): readonly string[] {
  return nodesOf(readModule(path).program)
    .flatMap(({ type, value }) => {
      if (type === 'TemplateElement') return (value as { readonly cooked: string }).cooked;
      return type === 'Literal' && typeof value === 'string' ? value : [];
    })
    .map((text) => text.replace(/^[;,] /, '').trim())
    .filter(isProse);
}

/** Two words or more; a code, a key and a sign between names are none. */
function isProse(text: string): boolean {
  return /[A-Za-z]{2,}[,;:]? \(?[a-z]{2,}/.test(text);
}
