/** Planned inlets and outlets carried out: those of the file made or changed, then the others taken away. */

import type { Http } from '../client/http';
import { hookPath, PAUSE } from '../client/webhooks/hooks';
import type { HookPlan } from './planHooks';

/** @param own Muster's own path of the job @param done told of each step when it is taken */
export async function applyHooks(
  plans: readonly HookPlan[],
  own: string,
  http: Http,
  done: (what: string) => void,
): Promise<void> {
  for (const plan of plans) {
    if (plan.wanted !== undefined) await applyHook(plan, plan.wanted, own, http, done);
  }
  for (const { kind, name, wanted, live } of plans) {
    if (wanted !== undefined) continue;
    await http.call('DELETE', hookPath(own, kind, name), { headers: over(live) });
    done(`took away the ${SINGULAR[kind]} ${name}`);
  }
}

const SINGULAR = { inlets: 'inlet', outlets: 'outlet' } as const;

async function applyHook(
  { kind, name, live, definition, pause }: HookPlan,
  wanted: NonNullable<HookPlan['wanted']>,
  own: string,
  http: Http,
  done: (what: string) => void,
): Promise<void> {
  const path = hookPath(own, kind, name);
  const enabled = kind === 'outlets' ? PAUSE.outlets(live?.isPaused ?? false) : {};
  const body = { ...wanted.definition, ...enabled, ...wanted.secrets };
  if (live === undefined) {
    await http.call('POST', `${own}/${kind}`, { body });
    done(`made the ${SINGULAR[kind]} ${name}`);
  } else if (definition.length > 0) {
    await http.call('PUT', path, { body, headers: over(live) });
    done(`saved the ${SINGULAR[kind]} ${name}`);
  }
  if (pause.length === 0) return;
  await http.call('POST', `${path}/${wanted.isPaused ? 'pause' : 'resume'}`);
  done(`${wanted.isPaused ? 'paused' : 'resumed'} the ${SINGULAR[kind]} ${name}`);
}

/** What was read is what is written over. */
const over = (live: HookPlan['live']) => (live?.etag === undefined ? {} : { 'if-match': live.etag });
