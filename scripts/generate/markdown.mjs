/** The head that every generated page begins with. */
export function page(title, from, ...blocks) {
  return `# ${title}\n\n<!-- Printed from ${from} by "npm run generate"; a change belongs there. -->\n\n${blocks.join('\n\n')}\n`;
}

/** A table; cells are texts. A bar or a line break in a cell would end it. */
export function table(heads, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', '<br>')).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

export function code(text) {
  return `\`${text}\``;
}
