/** An HR system that posts what changes to an inlet of the job, and is asked for whom it names (spec/hands.md 3). */
import { createHmac } from 'node:crypto';
import type { AskVendor } from '../../shared/pipeline/inletPorts';
import { receiveEvents } from '../../shared/pipeline/inlets/receiveEvents';
import { createInlet } from '../../shared/pipeline/inlets/saveInlet';
import type { House } from '../../shared/pipeline/ports';
import { documentOf, INLET, INLET_SECRET, THIN } from '../support/inletDesk';
import { JOB_ID } from '../support/workbench';
import type { Chance } from './chance';
import { ask, type ClientPorts } from './client';
import type { Actor, Scheduler } from './scheduler';
import type { Weather } from './weather';

export interface HrSystem {
  /** Whom it has, and the newest of each. */
  readonly people: ReadonlyMap<string, string>;
  /** How many events were answered with success. */
  readonly taken: number;
  readonly isDone: boolean;
}

/** Longest way to the HR system, and back: what was true when it looked may not be when the answer comes. Milliseconds. */
const WAY_THERE_MS = 1_000;
const WAY_BACK_MS = 10_000;
const RETRY_MS = 2_000;

/** The people there are, and the way to ask for them: shared by every process. */
export class HrPeople {
  readonly people = new Map<string, string>();
  readonly #actor: Actor;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly chance: Chance,
  ) {
    this.#actor = scheduler.actor('hr');
  }

  get actor(): Actor {
    return this.#actor;
  }

  readonly ask: AskVendor = async ({ url }) => {
    const id = url.split('/').at(-1) ?? '';
    await this.scheduler.sleep(this.chance.whole(WAY_THERE_MS));
    const name = this.people.get(id);
    await this.scheduler.sleep(this.chance.whole(WAY_BACK_MS));
    this.scheduler.note(`hr says that ${id} is ${name}`);
    if (name === undefined) return { status: 404, headers: new Headers(), text: '' };
    return { status: 200, headers: new Headers(), text: JSON.stringify(documentOf(id, { name })) };
  };
}

export async function makeInlet(house: House): Promise<void> {
  const context = await house.contexts.find(JOB_ID);
  if (context === undefined) throw new Error('There is no job.');
  const { compiled } = context;
  const given = { ...THIN, map: { ...(THIN.map as object), title: '[employee.name]' } };
  const saved = await createInlet({ jobId: JOB_ID, compiled, given, by: 'Muster' }, house);
  if (saved.kind !== 'saved') throw new Error(`The inlet was not saved: ${JSON.stringify(saved)}`);
}

/** Posts so many changes of so many people, each until it is taken. */
export function startHr({ webhooks, people }: Weather, hr: HrPeople, ports: ClientPorts): HrSystem {
  const { scheduler, chance } = ports;
  const system = { people: hr.people, taken: 0, isDone: false };

  async function post(body: object): Promise<boolean> {
    const worker = ports.pickWorker();
    if (worker === undefined) return false;
    const bytes = Buffer.from(JSON.stringify(body));
    const signature = createHmac('sha256', INLET_SECRET).update(bytes).digest('hex');
    const headers = new Headers({ 'content-type': 'application/json', 'x-signature': signature });
    const incoming = { delivery: { headers, body: bytes }, bearsToken: async () => false };
    const reception = await ask(
      hr.actor,
      worker.actor,
      () => receiveEvents(INLET, incoming, worker.services.house),
      ports,
    );
    return reception?.kind === 'taken';
  }

  async function work(): Promise<void> {
    for (let change = 1; change <= webhooks; change += 1) {
      await scheduler.sleep(chance.pick([0, 500, 3_000, 20_000]));
      const id = String(chance.between(1, people));
      hr.people.set(id, `change ${change}`);
      scheduler.note(`hr changes ${id} to change ${change}`);
      while (!(await post({ type: 'changed', id, change }))) await scheduler.sleep(RETRY_MS);
      system.taken += 1;
    }
    system.isDone = true;
  }
  scheduler.post(hr.actor, () => void work());
  return system;
}
