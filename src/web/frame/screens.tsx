import { type ComponentType, lazy, Suspense } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { pages } from '../../contract/pages.ts';
import { Page } from '../parts/page.tsx';
import { Loading, Nothing } from '../parts/trouble.tsx';
import { useSay } from '../words/say.tsx';
import { useSession } from './session.tsx';

/** One file a screen, loaded when somebody goes there. */
const Overview = lazy(async () => ({ default: (await import('../screens/overview/overview.tsx')).Overview }));
const serversScreen = () => import('../screens/servers/servers.tsx');
const LazyServers = lazy(async () => ({ default: (await serversScreen()).Servers }));
/** Where it is there before anything is drawn: `lazy` would draw the page once without it. */
let ServersThere: ComponentType | undefined;
const Server = lazy(async () => ({ default: (await import('../screens/server/server.tsx')).ServerPage }));
const Campaigns = lazy(async () => ({ default: (await import('../screens/campaigns/campaigns.tsx')).Campaigns }));
const Campaign = lazy(async () => ({ default: (await import('../screens/campaign/campaign.tsx')).CampaignPage }));
const NewPlan = lazy(async () => ({ default: (await import('../screens/new-plan/new-plan.tsx')).NewPlan }));
const Plan = lazy(async () => ({ default: (await import('../screens/plan/plan.tsx')).PlanPage }));
const PlanDifference = lazy(async () => ({
  default: (await import('../screens/plan-difference/plan-difference.tsx')).PlanDifferencePage,
}));
const Tasks = lazy(async () => ({ default: (await import('../screens/tasks/tasks.tsx')).Tasks }));
const Task = lazy(async () => ({ default: (await import('../screens/task/task.tsx')).TaskPage }));
const Evidence = lazy(async () => ({ default: (await import('../screens/evidence/evidence.tsx')).Evidence }));
const Settings = lazy(async () => ({ default: (await import('../screens/settings/settings.tsx')).Settings }));
const Proof = lazy(async () => ({ default: (await import('../screens/proof/proof.tsx')).Proof }));
const Tenants = lazy(async () => ({ default: (await import('../screens/tenants/tenants.tsx')).Tenants }));
const Rehearsals = lazy(async () => ({
  default: (await import('../screens/rehearsals/rehearsals.tsx')).Rehearsals,
}));
const Rehearsal = lazy(async () => ({ default: (await import('../screens/rehearsals/played.tsx')).PlayedPage }));
const Log = lazy(async () => ({ default: (await import('../screens/log/log.tsx')).Log }));

/** Servers is where most links lead, and finding its screen among all patterns takes as long as drawing a third of its rows. */
export function Screens() {
  const { pathname } = useLocation();
  return <Suspense fallback={<Loading />}>{pathname === pages.servers ? <Servers /> : <OtherScreens />}</Suspense>;
}

/** Fetches the list of servers before anything is drawn. */
export async function loadServers() {
  const screen = await serversScreen();
  ServersThere = screen.Servers;
  return screen;
}

function Servers() {
  return ServersThere === undefined ? <LazyServers /> : <ServersThere />;
}

function OtherScreens() {
  const { hosts } = useSession();
  return (
    <Routes>
      <Route
        path={pages.overview}
        element={hosts === undefined ? <Overview /> : <Navigate to={pages.servers} replace />}
      />
      <Route path={`${pages.servers}/`} element={<Servers />} />
      <Route path={pages.server} element={<Server />} />
      <Route path={pages.campaigns} element={<Campaigns />} />
      <Route path={pages.campaign} element={<Campaign />} />
      <Route path={pages.newPlan} element={<NewPlan />} />
      <Route path={pages.plan} element={<Plan />} />
      <Route path={pages.planDifference} element={<PlanDifference />} />
      <Route path={pages.tasks} element={<Tasks />} />
      <Route path={pages.task} element={<Task />} />
      <Route path={pages.evidence} element={<Evidence />} />
      <Route path={pages.settings} element={<Settings />} />
      <Route path={pages.tenants} element={<Tenants />} />
      <Route path={pages.proof} element={<Proof />} />
      <Route path={pages.rehearsals} element={<Rehearsals />} />
      <Route path={pages.rehearsal} element={<Rehearsal />} />
      <Route path={pages.log} element={<Log />} />
      <Route path={pages.signIn} element={<Navigate to={pages.overview} replace />} />
      <Route path="*" element={<Nowhere />} />
    </Routes>
  );
}

function Nowhere() {
  const { say } = useSay();
  return (
    <Page title={say('nowhere.title')}>
      <Nothing title={say('nowhere.text')} />
    </Page>
  );
}
