import type { Readable } from 'node:stream';
import type { TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { type Instant, toRfc3339 } from '../../domain/time.ts';
import { type ReportDocument, reportDocument } from '../../report/document.ts';
import { hostsOf } from '../../report/pack/gather.ts';
import { packReadme } from '../../report/pack/readme.ts';
import { campaignScope, periodScope, type Scope } from '../../report/pack/scope.ts';
import { type StandIns, standIns } from '../../report/pack/stand-ins.ts';
import { writePack } from '../../report/pack/write.ts';
import { reportPage } from '../../report/page/report-page.ts';
import type { Call, Handlers, Reply } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { keeper, keysIn, publishedKey } from '../published-keys.ts';
import { type PublicReportKey, signerOf } from '../report-keys.ts';
import { allHostIds, type CampaignStory, campaignStory, isInPeriod, namesOf, stepsTold } from '../report-story.ts';
import { fileNameOf } from './file-name.ts';
import { campaignOf } from './references.ts';

type ReportHandlers = Pick<
  Handlers,
  'downloadCampaignReport' | 'downloadPeriodReport' | 'listReportKeys' | 'makeReportKey'
>;
type Asked = Pick<Call<'downloadCampaignReport'>, 'tenantId' | 'query' | 'principal'>;

export function reportHandlers(context: ApiContext): ReportHandlers {
  const { control } = context;
  return {
    downloadCampaignReport: async (call) => {
      const campaign = await campaignOf(control.store, call.tenantId, call.id);
      const story = await campaignStory(context, call.tenantId, campaign, await stepsTold(context, call.tenantId));
      const about = { name: campaign.name, scope: campaignScope(campaign), period: null, stories: [story] };
      return answered(context, call, about);
    },
    downloadPeriodReport: async (call) => {
      const period = periodOf(call.query);
      const steps = await stepsTold(context, call.tenantId);
      const stories: CampaignStory[] = [];
      for (const campaign of await control.store.campaigns(call.tenantId)) {
        const story = await campaignStory(context, call.tenantId, campaign, steps);
        if (isInPeriod(story, period)) stories.push(within(story, period));
      }
      const name = `${toRfc3339(period.from).slice(0, 10)}-to-${toRfc3339(period.to).slice(0, 10)}`;
      return answered(context, call, { name, scope: periodScope(period.from, period.to), period, stories });
    },
    listReportKeys: async ({ tenantId }) => {
      const current = context.reportKeys && (await context.reportKeys.held(tenantId));
      return {
        body: {
          value: (await keysIn(context, tenantId)).map((key) => ({
            ...key,
            isCurrent: key.fingerprint === current?.fingerprint,
          })),
        },
      };
    },
    makeReportKey: async ({ tenantId, body, principal }) => {
      const key = await keeper(context).renew(tenantId);
      await control.publishReportKey(principal.actor, tenantId, { ...key, because: body.because });
      return {
        body: { ...key, madeAt: toRfc3339(control.now(tenantId)), madeBy: principal.actor, isCurrent: true },
      };
    },
  };
}

interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** What a report is about, gathered. */
interface About {
  readonly name: string;
  readonly scope: Scope;
  readonly period: Period | null;
  readonly stories: readonly CampaignStory[];
}

/** @throws ProblemError('period-invalid'). */
function periodOf({ from, to }: { readonly from: string; readonly to: string }): Period {
  const period = { from: Date.parse(from), to: Date.parse(to) };
  if (!(period.from < period.to))
    throw new ProblemError('period-invalid', `The period from ${from} to ${to} has no time in it.`);
  return period;
}

/** What happened to a campaign in a period; what it has come to is told as it is now. */
function within(story: CampaignStory, { from, to }: Period): CampaignStory {
  const isWithin = ({ at }: { readonly at: Instant }) => at >= from && at < to;
  return { ...story, steps: story.steps.filter(isWithin), entries: story.entries.filter(isWithin) };
}

async function answered(
  context: ApiContext,
  { tenantId, query, principal }: Asked,
  about: About,
): Promise<Extract<Reply<'downloadCampaignReport'>, { file: unknown }>> {
  const key = query.format === 'pack' ? await publishedKey(context, tenantId, principal.actor) : null;
  const hide = query.names ? undefined : standIns(await namesOf(context, tenantId), context.identity.sha256);
  const document = await documentOf(context, { tenantId, query, about, key, hide });
  const name = `${fileNameOf('report', hide === undefined ? about.name : 'report')}.${endings[query.format]}`;
  if (query.format === 'pack') {
    const file = await packOf(context, {
      tenantId,
      about,
      document,
      hide,
      key: key ?? (await publishedKey(context, tenantId, principal.actor)),
    });
    return { file, type: 'application/zip', name };
  }
  const told = hide === undefined ? document : hide.json(document);
  if (query.format === 'json')
    return { file: `${JSON.stringify(told, undefined, 2)}\n`, type: 'application/json; charset=utf-8', name };
  return { file: reportPage(told, context.identity.sha256), type: 'text/html; charset=utf-8', name };
}

async function documentOf(
  context: ApiContext,
  given: Pick<Asked, 'tenantId' | 'query'> & {
    readonly about: About;
    readonly key: PublicReportKey | null;
    readonly hide: StandIns | undefined;
  },
): Promise<ReportDocument> {
  const { tenantId, query, about, key, hide } = given;
  const { control } = context;
  const [tenant, head, { sites }] = await Promise.all([
    control.store.tenant(tenantId),
    control.store.logHead(tenantId),
    control.overview(tenantId),
  ]);
  const known = key ?? (await keysIn(context, tenantId))[0];
  return reportDocument({
    audience: query.for,
    tenant: tenant?.name ?? '',
    period: about.period,
    sites,
    // What was typed cannot be taken out of a sentence any more.
    chapters: about.stories.map((story) => ({
      ...story,
      entries: hide ? story.entries.map((event) => ({ ...event, ...hide.entry(event) })) : story.entries,
    })),
    head,
    key: known?.fingerprint ?? null,
    version: context.version,
    now: control.now(tenantId),
  });
}

async function packOf(
  context: ApiContext,
  given: {
    readonly tenantId: TenantId;
    readonly about: About;
    readonly document: ReportDocument;
    readonly hide: StandIns | undefined;
    readonly key: PublicReportKey;
  },
): Promise<Readable> {
  const { tenantId, about, document, hide, key } = given;
  const { control, identity, version } = context;
  const keys = keeper(context);
  const tenant = await control.store.tenant(tenantId);
  if (!tenant) throw new ProblemError('not-found', 'There is no such tenant.');
  const campaigns = about.stories.map(({ campaign }) => campaign);
  const at = control.now(tenantId);
  return writePack(
    {
      store: control.store,
      tenant,
      scope: about.scope,
      campaigns,
      hostIds: about.period === null ? hostsOf(campaigns) : await allHostIds(context, tenantId),
      moves: about.stories.flatMap(({ moves }) => moves.map(({ move }) => move)),
      report: structuredClone(document) as never,
      readme: packReadme({ version, at, key, isRedacted: hide !== undefined }),
      head: await control.store.logHead(tenantId),
      standIns: hide,
      sha256: identity.sha256,
    },
    {
      newDigest: keys.newDigest,
      signer: signerOf(keys, tenantId, key),
      version,
      at,
    },
  );
}

const endings = { html: 'html', json: 'json', pack: 'zip' } as const;
