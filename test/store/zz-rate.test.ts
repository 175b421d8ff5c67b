import { test } from 'vitest';
import type { HostId } from '../../src/domain/ids.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aCampaign, aDocument, aHost, aMove, anEffect, anEvent, aVerdict, changed, seen } from './estate.ts';
import pg from 'pg';
forEveryStore((under) => {
  test('rate', { timeout: 300_000 }, async () => {
    if (under.kind === 'disk') return;
    const store = under.store();
    const tenantId = await aTenant(store);
    const campaign = aCampaign(tenantId, { cap: 10_000_000 });
    const { campaignId } = campaign.campaign;
    await store.commit({ tenantId, at: 1, campaigns: [campaign] });
    const N = under.kind === 'server' ? 40_000 : 10_000;
    const ids: any[] = [];
    let t = performance.now();
    for (let i = 0; i < N; i += 1000) {
      const moves = Array.from({ length: 1000 }, () => aMove(campaignId, newId<HostId>()));
      ids.push(...moves.map((m) => m.moveId));
      await store.commit({ tenantId, at: 1, moves });
    }
    console.log(under.kind, 'insert moves/s', Math.round(N / ((performance.now() - t) / 1000)));
    (globalThis as any).T = {};
    for (const round of [0, 1]) {
      const batches: any[] = [];
      for (let i = 0; i < N; i += 500) batches.push(await store.movesById(tenantId, ids.slice(i, i + 500)));
      t = performance.now(); const c = process.cpuUsage();
      for (const rows of batches) {
        const writes = rows.map((r: any) => changed(r, 'requested', { slotDelta: round ? 0 : 1, state: { kind: 'migrating', startedAt: 5, deadlineAt: 99999 + round } as any }));
        const effects = []; for (let i = 0; i < 500; i += 10) effects.push(anEffect(campaignId, rows.slice(i, i + 10).map((r: any) => r.moveId)));
        await store.commit({ tenantId, at: 2, moves: writes, effects });
      }
      const u = process.cpuUsage(c);
      console.log(under.kind, 'transitions/s', Math.round(N / ((performance.now() - t) / 1000)), 'ms/batch', ((performance.now() - t) / batches.length).toFixed(1), 'node cpu/batch', ((u.user + u.system) / 1000 / batches.length).toFixed(1));
    }
    console.log(JSON.stringify(Object.entries((globalThis as any).T).map(([k, v]: any) => `${k}: ${v[0]} x ${(v[1] / v[0]).toFixed(1)}`), null, 1)+'/s'); if (process.env.SHORT) return;
    // bare
    if (under.kind === 'server') {
      const cl = new pg.Client({ connectionString: (under.place() as any).url }); await cl.connect();
      await cl.query('create table bm (id text primary key, state text, doc json, due bigint, version int); create index on bm(due) where due is not null; create table be (seq bigserial primary key, id text, doc json); create table bo (id text primary key, doc json)');
      await cl.query("insert into bm select i::text, 'q', '{}', 1, 1 from generate_series(1,40000) i");
      t = performance.now();
      for (let i = 0; i < 40000; i += 500) {
        const idv = Array.from({ length: 500 }, (_, k) => String(i + k + 1));
        await cl.query('begin');
        await cl.query(`update bm set state='m', doc=$2::json, due=5, version=version+1 where id = any($1) and version=1`, [idv, JSON.stringify({ kind: 'migrating', startedAt: 5 })]);
        await cl.query(`insert into be(id,doc) select u, $2::json from unnest($1::text[]) u`, [idv, JSON.stringify({ to: 'm', actor: { salt: 'x', value: 'y' } })]);
        await cl.query(`insert into bo(id,doc) select u, $2::json from unnest($1::text[]) u`, [idv.filter((_, k) => k % 10 === 0), '{"a":1}']);
        await cl.query('commit');
      }
      console.log('bare/s', Math.round(40000 / ((performance.now() - t) / 1000)));
      await cl.end();
    }
    // hosts
    const H = under.kind === 'server' ? 100_000 : 5_000;
    t = performance.now();
    for (let i = 0; i < H; i += 5000) {
      const hosts = Array.from({ length: 5000 }, () => aHost({}, { seen: seen('readyForMigration') }));
      await store.commit({ tenantId, at: 3, hosts, facts: hosts.map((h) => aDocument(h.host.hostId, { a: 1, b: 'x'.repeat(300), n: h.host.name })) });
    }
    console.log(under.kind, 'hosts+facts/s', Math.round(H / ((performance.now() - t) / 1000)));
    t = performance.now();
    const due = await store.hostsToEvaluate(tenantId, 10, 2000);
    console.log('hostsToEvaluate 2000', (performance.now() - t).toFixed(0));
    t = performance.now();
    const out = await store.commit({ tenantId, at: 4, eligibilities: due.map((d) => aVerdict(d.host.hostId, d.factsDigest, { reasons: ['a'] }, { cites: [] })) });
    console.log('eligibilities 2000', (performance.now() - t).toFixed(0), out.lost.length);
    const docs = await store.documents(tenantId, due.map((d) => d.host.hostId));
    t = performance.now();
    await store.commit({ tenantId, at: 4, facts: docs });
    console.log('refresh facts 2000', (performance.now() - t).toFixed(0));
    // pages at 16
    const lat: number[] = []; let after: any;
    t = performance.now();
    await Promise.all(Array.from({ length: 16 }, async () => { for (let i = 0; i < 60; i++) { const s = performance.now(); const [p] = await Promise.all([store.hosts(tenantId, {}, { top: 50, after }), store.hostCounts(tenantId)]); after = p.after; lat.push(performance.now() - s); } }));
    lat.sort((a, b) => a - b);
    console.log(under.kind, 'page p50', lat[lat.length >> 1]?.toFixed(1), 'p99', lat[Math.floor(lat.length * 0.99)]?.toFixed(1), 'pages/s', Math.round(960 / ((performance.now() - t) / 1000)));
    for (const f of [{ search: 'dc-0000' }, { verdict: ['pass'] }, { moveState: ['queued'] }, { reason: ['a'] }, { migrationState: ['upToDate'] }] as any[]) { t = performance.now(); const p = await store.hosts(tenantId, f, { top: 50 }); console.log(JSON.stringify(f), (performance.now() - t).toFixed(1), p.value.length); }
    t = performance.now(); await store.startable(tenantId, campaignId, 5); console.log('startable', (performance.now() - t).toFixed(1));
    t = performance.now(); await store.nextDueAt(tenantId); console.log('nextDueAt', (performance.now() - t).toFixed(1));
    t = performance.now(); await store.dueMoves(tenantId, 99999999, 500); console.log('dueMoves', (performance.now() - t).toFixed(1));
    t = performance.now(); await store.moveCounts(tenantId, campaignId); console.log('moveCounts', (performance.now() - t).toFixed(1));
    t = performance.now(); await store.hostsByKeys(tenantId, { sensorIds: [], fqdns: due.map((d) => d.host.fqdn), names: [] }); console.log('hostsByKeys 2000', (performance.now() - t).toFixed(1));
  });
});
