/** Who may import whom, and which packages; the words of ARCHITECTURE.md in one table. `node:` stands for all of Node's own modules. */
export const rooms: Readonly<
  Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>
> = {
  contract: { rooms: [], packages: ['zod'] },
  domain: { rooms: [], packages: [] },
  journeys: { rooms: ['domain'], packages: [] },
  evidence: { rooms: ['domain'], packages: ['node:', 'csv-parse', 'papaparse', 'saxes', 'yauzl', 'zod'] },
  hunting: { rooms: [], packages: ['node:'] },
  engine: { rooms: ['domain', 'journeys', 'evidence', 'hunting'], packages: ['node:'] },
  store: {
    rooms: ['domain', 'engine/ports'],
    packages: ['node:', 'kysely', 'pg', 'pg-protocol', '@electric-sql/pglite'],
  },
  connectors: { rooms: ['domain', 'engine/ports'], packages: ['node:', 'jose', 'nodemailer', 'undici', 'zod'] },
  report: { rooms: ['domain', 'journeys', 'contract', 'engine/ports'], packages: ['node:stream', 'yazl', 'zod'] },
  api: {
    rooms: ['engine', 'report', 'domain', 'contract'],
    packages: ['node:', 'fastify', '@fastify/', 'fastify-type-provider-zod', 'pino', 'prom-client', 'zod'],
  },
  cli: { rooms: ['contract'], packages: ['node:', 'commander', '@clack/prompts', 'zod'] },
  web: {
    rooms: ['contract'],
    packages: ['react', 'react-dom', 'react-router', '@fluentui/react-components', '@tanstack/', 'intl-messageformat'],
  },
  twin: { rooms: ['hunting'], packages: ['node:'] },
};
