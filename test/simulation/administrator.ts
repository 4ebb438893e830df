/** Somebody who runs the job while it works: pauses, starts and restarts it, changes its schema, has failures retried. */

import type { ResetScope } from '../../shared/engine/job/resetScope';
import { RESET_SCOPES } from '../../shared/engine/job/resetScope';
import { mapping } from '../../shared/engine/schema/defaults/tables';
import { textConstant } from '../../shared/engine/schema/textConstant';
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import { saveSchema } from '../../shared/pipeline/jobs/changeSchema';
import { pauseJob, restart, startJob } from '../../shared/pipeline/jobs/controlJob';
import { forgetPerson } from '../../shared/pipeline/jobs/forgetPerson';
import { rematchPerson } from '../../shared/pipeline/jobs/rematchPerson';
import { retryEscrows } from '../../shared/pipeline/jobs/retryEscrows';
import { listHeld } from '../../shared/pipeline/person/heldDeletions';
import type { House } from '../../shared/pipeline/ports';
import { type Decision, decideDeletions, type SeenDeletion } from '../../shared/pipeline/quarantine/decideDeletions';
import type { Initiator } from '../../shared/store/jobs/audit';
import type { Job } from '../../shared/store/jobs/jobs';
import type { Person } from '../../shared/store/people/people';
import { CLIENT_ID, JOB_ID } from '../support/workbench';
import type { Chance } from './chance';
import { ask } from './client';
import type { Scheduler } from './scheduler';
import { type Asked as Asking, simulatedSchema, withMappings } from './schema';
import type { SimulatedTarget } from './target';
import type { Worker } from './worker';

export type Deed =
  | { readonly kind: 'pause' | 'start' | 'retry' }
  /** Every so manieth of the deletions that are held. */
  | { readonly kind: Decision; readonly every: number }
  | { readonly kind: 'restart'; readonly scopes: readonly ResetScope[] }
  /** Of whom everything that is known is to be forgotten. */
  | { readonly kind: 'forget'; readonly anchor: string }
  /** Of somebody who is linked, the so manieth: the account is gone, and there is to be another. */
  | { readonly kind: 'rematch'; readonly which: number }
  /** Every account gets this mark from now on. */
  | { readonly kind: 'schema'; readonly mark: string };

export interface PlannedDeed {
  readonly deed: Deed;
  /** Since the answer to the one before, milliseconds. */
  readonly pauseMs: number;
}

/** One deed, done or not. */
export interface Asked {
  readonly deed: Deed;
  /** Milliseconds since the epoch: from the first time it was asked for on, it may have happened. */
  readonly askedAt: number;
  answeredAt: number | undefined;
  /** A request that was not answered may still be under way, and be carried out after another one was. */
  mayComeLate: boolean;
  /** Held deletions that it was about, by name. */
  readonly named: SeenDeletion[];
  /** Whom it turned out to be about. */
  whom?: string | undefined;
}

export interface Administrator {
  readonly asked: readonly Asked[];
  readonly isDone: boolean;
}

export interface AdministratorPorts {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  pickWorker(): Worker | undefined;
  /** Whether there is anything to decide. */
  holdsAny(): boolean;
  readonly target: SimulatedTarget;
  /** What schemas are made for. */
  readonly weather: Asking;
}

/** The attribute that schemas of a run differ in. */
export const MARKED = 'companyName';
const BY: Initiator = { appId: CLIENT_ID, objectId: 'administrator' };
const RETRY_MS = 2_000;

export function planDeeds(interventions: number, chance: Chance): readonly PlannedDeed[] {
  const draw = (index: number): Deed => {
    const kind = chance.pick(['pause', 'start', 'retry', 'restart', 'restart', 'schema'] as const);
    if (kind === 'restart') return { kind, scopes: RESET_SCOPES.filter(() => chance.happens(0.35)) };
    return kind === 'schema' ? { kind, mark: `schema ${index + 1}` } : { kind };
  };
  return Array.from({ length: interventions }, (_, index) => ({
    deed: draw(index),
    pauseMs: chance.pick([1_000, 20_000, 90_000]),
  }));
}

/** @param people how many there are, as the uploads name them */
export function planForgetting(forgets: number, people: number, chance: Chance): readonly PlannedDeed[] {
  return Array.from({ length: forgets }, () => ({
    deed: { kind: 'forget', anchor: `p${chance.between(1, people)}` },
    pauseMs: chance.pick([20_000, 60_000, 90_000]),
  }));
}

export function planRematches(rematches: number, chance: Chance): readonly PlannedDeed[] {
  return Array.from({ length: rematches }, () => ({
    deed: { kind: 'rematch', which: chance.whole(10) },
    pauseMs: chance.pick([1_000, 20_000, 60_000]),
  }));
}

const isDecision = ({ kind }: Deed) => kind === 'allow' || kind === 'reject';

export function planDecisions(decisions: number, chance: Chance): readonly PlannedDeed[] {
  return Array.from({ length: decisions }, () => ({
    deed: { kind: chance.pick(['allow', 'reject'] as const), every: chance.between(1, 3) },
    pauseMs: chance.pick([1_000, 20_000, 60_000]),
  }));
}

/** @param lastly what is done when the weather is calm, so that the run can end */
export function startAdministrator(
  plan: readonly PlannedDeed[],
  lastly: { readonly deeds: readonly PlannedDeed[]; isCalm(): boolean },
  ports: AdministratorPorts,
): Administrator {
  const { scheduler } = ports;
  const actor = scheduler.actor('admin');
  const asked: Asked[] = [];
  const administrator = { asked, isDone: false };

  /** Asks until there is an answer, as somebody does who wants it done. */
  async function see({ deed, pauseMs }: PlannedDeed): Promise<void> {
    await scheduler.sleep(pauseMs);
    if (isDecision(deed)) while (!ports.holdsAny() && !lastly.isCalm()) await scheduler.sleep(RETRY_MS);
    const one: Asked = { deed, askedAt: scheduler.now, answeredAt: undefined, mayComeLate: false, named: [] };
    asked.push(one);
    for (;;) {
      const worker = ports.pickWorker();
      scheduler.note(`wants ${tellDeed(deed)} from ${worker?.actor.name ?? 'nobody'}`);
      const done =
        worker && (await ask(actor, worker.actor, () => carryOut(one, worker, ports).then(() => true), ports));
      scheduler.note(done ? 'has an answer' : 'has no answer');
      if (done) break;
      one.mayComeLate ||= worker !== undefined;
      await scheduler.sleep(RETRY_MS);
    }
    one.answeredAt = scheduler.now;
  }

  async function work(): Promise<void> {
    for (const deed of plan) await see(deed);
    while (!lastly.isCalm()) await scheduler.sleep(RETRY_MS);
    for (const deed of lastly.deeds) await see(deed);
    administrator.isDone = true;
  }
  scheduler.post(actor, () => void work());
  return administrator;
}

async function carryOut(
  one: Asked,
  { services: { house: ports } }: Worker,
  { weather, target }: Pick<AdministratorPorts, 'weather' | 'target'>,
): Promise<void> {
  const { deed, named } = one;
  const job = (await ports.jobs.get(JOB_ID))?.value;
  if (job === undefined) throw new Error('The job is gone.');
  switch (deed.kind) {
    case 'pause':
      return pauseJob(job, BY, ports);
    case 'start':
      return startJob(job, BY, ports);
    case 'restart':
      return restart(job, new Set(deed.scopes), BY, ports);
    case 'schema':
      await saveSchema(job, schemaWithMark(deed.mark, weather), BY, ports);
      return;
    case 'forget':
      await forgetPerson(job, deed.anchor, BY, ports);
      return;
    case 'rematch':
      return rematch(one, deed.which, job, ports, target);
    case 'retry':
      await retryEscrows(job, 'everybody', BY, ports);
      return;
    case 'allow':
    case 'reject': {
      const held = (await listHeld(JOB_ID, ports)).filter((_, index) => index % deed.every === 0);
      const deletions = held.map(({ anchor, held: { since } }) => ({ anchor, since }));
      named.push(...deletions);
      await decideDeletions(job, deed.kind, { deletions }, { by: BY, note: undefined }, ports);
    }
  }
}

/** The account goes first: whoever notices fails until the link is forgotten, too. Asked again, it is about the same person. */
async function rematch(one: Asked, which: number, job: Job, ports: House, target: SimulatedTarget): Promise<void> {
  const linked: Person[] = [];
  for await (const { person } of ports.people.all(JOB_ID)) if (person.link !== null) linked.push(person);
  one.whom ??= linked[which % linked.length]?.anchor;
  if (one.whom === undefined) return; // nobody is linked yet
  const account = linked.find(({ anchor }) => anchor === one.whom)?.link?.targetAnchor;
  if (account !== undefined) target.lose(account);
  const ending = await rematchPerson(job, one.whom, BY, ports);
  if (ending !== 'unlinked') throw new Error(`${one.whom} is ${ending}.`); // asked again
}

function schemaWithMark(mark: string, weather: Asking): SynchronizationSchema {
  return withMappings(simulatedSchema(weather), (all) => [
    ...all.filter(({ targetAttributeName }) => targetAttributeName !== MARKED),
    mapping(MARKED, textConstant(mark)),
  ]);
}

function tellDeed(deed: Deed): string {
  switch (deed.kind) {
    case 'restart':
      return `restart ${deed.scopes.join(', ') || 'None'}`;
    case 'forget':
      return `${deed.anchor} forgotten`;
    case 'rematch':
      return 'somebody matched anew, whose account is gone';
    case 'schema':
      return `the schema with the mark '${deed.mark}'`;
    default:
      return deed.kind;
  }
}
