import type { FastifyInstance } from 'fastify';

/*
 * What a browser finds while there is no portal: where it is, and how to go on. Without styles and scripts, since the
 * content security policy of an API allows none.
 */
const page = (title: string, lines: readonly string[]) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${title}</title></head>` +
  `<body><main><h1>${title}</h1>${lines.map((line) => `<p>${line}</p>`).join('')}</main></body></html>\n`;

const pages: Readonly<Record<string, string>> = {
  '/': page('changeguard runs here', [
    'This version is used from the command line: <code>npx changeguard status</code>.',
    'The API is described at <a href="/api/openapi.json">/api/openapi.json</a>; whether it is ready, at <a href="/readyz">/readyz</a>.',
  ]),
  // The secret of the link stands behind the #, which no browser sends: this page never sees it, and it stays unspent.
  '/sign-in': page('Sign in on the command line', [
    'Copy the whole address of this page, and run <code>npx changeguard login "ADDRESS"</code>.',
    'The link works once, for 15 minutes.',
  ]),
};

export function registerLanding(app: FastifyInstance): void {
  for (const [path, html] of Object.entries(pages)) {
    app.get(path, { schema: { hide: true } as Record<string, unknown> }, (_request, reply) =>
      reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html),
    );
  }
}
