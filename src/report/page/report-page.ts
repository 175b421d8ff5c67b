import type { Sha256 } from '../../domain/canonical.ts';
import type { ReportDocument } from '../document.ts';
import { chapter, evidence } from './chapter.ts';
import { coverageChart, patterns } from './charts.ts';
import { at, html, Markup, nothing } from './markup.ts';
import { styleOf } from './style.ts';

const readers = { operator: 'the operator', manager: 'the manager', auditor: 'the auditor' } as const;

/**
 * A report as one file: no script, nothing that is loaded from elsewhere, and a policy of its own that allows neither, so that it says the same in ten
 * years. The style sheet is allowed by its digest.
 */
export function reportPage(document: ReportDocument, sha256: Sha256): string {
  const title = titleOf(document);
  const style = styleOf({ tenant: document.tenant, title });
  const allowed = Buffer.from(sha256(style), 'hex').toString('base64');
  const policy = `default-src 'none'; style-src 'sha256-${allowed}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${document.tenant}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<svg class="defs" aria-hidden="true"><defs>${patterns}</defs></svg>
<header>
<h1>${title}</h1>
<p class="dim">${document.tenant} · for ${readers[document.for]} · made ${at(document.madeAt)} by changeguard ${document.version}</p>
</header>
<main>
${document.campaigns.length === 0 ? html`<p class="verdict">Nothing happened to a campaign in this time.</p>` : nothing}
${document.campaigns.map((one, place) => chapter(one, document.for, place > 0))}
<section><h2>Protection now</h2>${coverageChart(document)}</section>
${document.campaigns.map((one) => evidence(one, document.for))}
${document.for === 'manager' ? nothing : proofOf(document)}
</main>
</body>
</html>
`.text;
}

function titleOf({ period, campaigns }: ReportDocument): string {
  if (period) return `Report ${period.from.slice(0, 10)} to ${period.to.slice(0, 10)}`;
  return `Campaign ${campaigns[0]?.name ?? ''}`;
}

/** How somebody who has only this page finds out whether it is true. */
function proofOf({ head, signingKey }: ReportDocument): Markup {
  return html`<section><h2>How to prove it</h2>
<p>The log ends at link ${head.seq} with the hash <code>${head.hash}</code>. Nobody changes an entry before it without changing this hash: keep this page, and compare.</p>
<p>${
    signingKey === null
      ? 'No evidence pack was signed for this tenant yet.'
      : html`Evidence packs are signed with the key <code>${signingKey}</code>.`
  } <code>changeguard report verify PACK --key FINGERPRINT</code> makes every decision of a pack again, without a server.</p></section>\n`;
}
