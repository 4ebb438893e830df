/**
 * Which view an address shows. A view is a file that exports it by default; it is loaded when it is first looked at, so that
 * none makes the others wait. It is handed the parameters of its path by their names.
 */
import type { AnyComponent } from 'preact';
import lazy from 'preact-iso/lazy';

interface Route {
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: each view knows its own parameters
  readonly view: AnyComponent<any>;
}

const JOB = '/console/jobs/:jobId';

export const ROUTES: readonly Route[] = [
  { path: '/console', view: lazy(() => import('../views/overview/Overview')) },
  { path: '/console/new', view: lazy(() => import('../views/newJob/NewJob')) },
  { path: '/console/doctor', view: lazy(() => import('../views/doctor/Doctor')) },
  { path: '/console/about', view: lazy(() => import('../views/about/About')) },
  { path: `${JOB}/logs`, view: lazy(() => import('../views/logs/Logs')) },
  { path: `${JOB}/people`, view: lazy(() => import('../views/people/People')) },
  { path: `${JOB}/people/:anchor`, view: lazy(() => import('../views/people/Person')) },
  { path: `${JOB}/upload`, view: lazy(() => import('../views/upload/Upload')) },
  { path: `${JOB}/uploads`, view: lazy(() => import('../views/uploads/Uploads')) },
  { path: `${JOB}/uploads/:uploadId`, view: lazy(() => import('../views/uploads/UploadReceipt')) },
  { path: `${JOB}/held`, view: lazy(() => import('../views/held/Held')) },
  { path: `${JOB}/escrow`, view: lazy(() => import('../views/escrow/Escrow')) },
  { path: `${JOB}/references`, view: lazy(() => import('../views/references/References')) },
  { path: `${JOB}/agents`, view: lazy(() => import('../views/agents/Agents')) },
  { path: `${JOB}/audit`, view: lazy(() => import('../views/audit/Audit')) },
  { path: `${JOB}/status`, view: lazy(() => import('../views/status/Status')) },
  { path: `${JOB}/mapping`, view: lazy(() => import('../views/mapping/Mapping')) },
  { path: `${JOB}/on-demand`, view: lazy(() => import('../views/onDemand/OnDemand')) },
  { path: `${JOB}/settings`, view: lazy(() => import('../views/settings/Settings')) },
  { path: `${JOB}/scope`, view: lazy(() => import('../views/scope/Scope')) },
];
