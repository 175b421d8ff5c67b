export const path = 'docs/reference/cli.md';

export async function render(load) {
  const { helpText } = await load('cli/help-text');
  return helpText();
}
