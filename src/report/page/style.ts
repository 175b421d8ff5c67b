/** A text inside a string of a style sheet, so that no name of a tenant can end it. */
function quotedForStyle(text: string): string {
  return `"${text.replaceAll(/[^\p{L}\p{N} .,:_-]/gu, ' ').slice(0, 80)}"`;
}

/**
 * The one style sheet of a report. On paper it is light whatever the screen is; tables repeat their heads on every page, and a row is never cut in two.
 */
export function styleOf({ tenant, title }: { readonly tenant: string; readonly title: string }): string {
  return `
:root { color-scheme: light dark; --ink: #242424; --dim: #5c5c5c; --paper: #fff; --line: #d1d1d1; --soft: #f0f0f0; --good: #0b6a0b; --warn: #8a3707; --bad: #b10e1c; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1000px; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 32px 0 8px; overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 20px 0 6px; }
p { margin: 6px 0; overflow-wrap: anywhere; }
code { font: 12px/1.4 ui-monospace, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.dim { color: var(--dim); }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.verdict { font-size: 17px; font-weight: 600; margin: 12px 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 8px; margin: 12px 0; padding: 0; }
.figures div { border: 1px solid var(--line); border-radius: 4px; padding: 8px 10px; }
.figures dt { color: var(--dim); font-size: 12px; } .figures dd { margin: 0; font-size: 20px; font-weight: 600; }
table { width: 100%; border-collapse: collapse; font-size: 12px; margin: 8px 0 16px; }
caption { text-align: start; color: var(--dim); padding: 4px 0; }
th, td { text-align: start; vertical-align: top; padding: 4px 8px 4px 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; font-weight: 400; }
thead th { font-weight: 600; border-bottom: 2px solid var(--line); }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; }
figure { margin: 16px 0; } figcaption { font-weight: 600; margin-bottom: 6px; }
svg { display: block; width: 100%; max-width: 760px; height: auto; } svg text { font-size: 11px; fill: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 6px 0; padding: 0; font-size: 12px; }
.legend li { display: flex; align-items: center; gap: 5px; } .legend .swatch { width: 12px; height: 12px; }
.defs { position: absolute; width: 0; height: 0; }
.empty { fill: var(--soft); } .floor { stroke: var(--ink); stroke-width: 2; }
.is-queued { fill: #d2d0ce; } .is-requested { fill: #62abf5; } .is-migrating, .is-external { fill: url(#p-migrating); }
.is-overdue, .is-failed { fill: url(#p-overdue); } .is-observing { fill: url(#p-observing); } .is-committed, .is-protected { fill: #107c10; }
.is-reverted, .is-rolledBack { fill: url(#p-reverted); } .is-abandoned { fill: url(#p-abandoned); } .is-unseen { fill: url(#p-unseen); }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #f3f3f3; --dim: #b8b8b8; --paper: #1f1f1f; --line: #4a4a4a; --soft: #333; --good: #7fcf7f; --warn: #f7b27f; --bad: #ff99a4; } }
@page { size: A4; margin: 20mm 15mm 18mm; @top-left { content: ${quotedForStyle(tenant)}; font: 9pt sans-serif; color: #555; } @top-right { content: ${quotedForStyle(title)}; font: 9pt sans-serif; color: #555; } @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #555; } }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  table { font-size: 8.5pt; } td, tbody th { overflow-wrap: anywhere; }
  thead { display: table-header-group; } tr, figure > svg, .figures, .verdict { break-inside: avoid; }
  h1, h2, h3, caption, figcaption { break-after: avoid; }
  .chapter { break-before: page; } .evidence { break-before: page; }
  .scroll { overflow: visible; }
}
`;
}
