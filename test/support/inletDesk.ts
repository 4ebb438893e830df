/** An inlet on a workbench: an HR system in memory that is asked, deliveries that are signed, and events worked on by hand. */
import { createHmac } from 'node:crypto';
import { EVENTS_QUEUE } from '../../shared/composition/services';
import type { AskVendor } from '../../shared/pipeline/inletPorts';
import { readEventMessage } from '../../shared/pipeline/inlets/eventMessages';
import { type Reception, receiveEvents } from '../../shared/pipeline/inlets/receiveEvents';
import { createInlet } from '../../shared/pipeline/inlets/saveInlet';
import { superviseInlets } from '../../shared/pipeline/inlets/superviseInlets';
import { workOnEvents } from '../../shared/pipeline/inlets/workOnEvents';
import type { House } from '../../shared/pipeline/ports';
import type { JsonObject } from '../../shared/scim/json';
import type { EventSummary, InletEvent } from '../../shared/store/inlets/inletEvents';
import { JOB_ID, type Workbench } from './workbench';

export const INLET_SECRET = 'a secret of the sender that is long enough';
export const SECRETS_KEY = Buffer.alloc(32, 7).toString('base64');
export const INLET = { jobId: JOB_ID, inlet: 'hr' };

export interface HrPerson {
  readonly name: string;
  readonly active?: boolean;
  /** Vendor id of the manager. */
  readonly manager?: string;
  readonly hireDate?: string;
}

/** The HR system: what it has of whom, and how it answers. */
export interface HrSystem {
  readonly people: Map<string, HrPerson>;
  /** Everybody who was asked for, in order. */
  readonly asked: string[];
  /** Answers instead of the person, one after the other, and then no more. */
  readonly answers: { readonly status: number; readonly headers?: Record<string, string>; readonly text?: string }[];
}

export interface InletDesk {
  readonly hr: HrSystem;
  readonly ports: House;
  /** Posts an event as the HR system does, signed. */
  post(
    body: JsonObject | string,
    more?: { readonly secret?: string; readonly headers?: Record<string, string> },
  ): Promise<Reception>;
  /** Works on every event that can be received now, and on the uploads that come of it. */
  work(): Promise<void>;
  /** Moves the clock on and lets the timer go round, then works. */
  pass(ms: number): Promise<void>;
  /** Newest first. */
  events(): Promise<readonly EventSummary[]>;
  /** `type person state code`, oldest first. */
  told(): Promise<readonly string[]>;
}

/** An inlet that is told whom to fetch, from an HR system with one step. */
export const THIN: JsonObject = {
  name: INLET.inlet,
  preset: 'signed',
  mode: 'thin',
  secrets: [INLET_SECRET],
  fetchSecret: 'the key to the HR system',
  event: { shapes: [{ type: 'type', person: 'id', time: 'at', timeUnit: 'ms' }] },
  effects: { '*': null, changed: 'fetch', deleted: 'deleted', fired: 'revoke', ping: 'ping' },
  fetch: {
    auth: { kind: 'bearer', token: '{secret}' },
    steps: [{ name: 'employee', url: 'https://hr.example/people/{person}', id: 'id' }],
    lagSeconds: 0,
    delaySeconds: 0,
    perMinute: 6_000,
  },
  map: {
    externalId: '[employee.number]',
    userName: '[employee.mail]',
    displayName: '[employee.name]',
    'name.familyName': '[employee.name]',
    'name.givenName': '[employee.name]',
    active: '[employee.active]',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager': { person: '[employee.manager]' },
  },
};

/** One whose events hold the person. */
export const FULL: JsonObject = {
  ...THIN,
  mode: 'full',
  fetchSecret: null,
  effects: { '*': null, changed: 'full', deleted: 'deleted' },
  fetch: null,
  map: {
    externalId: '[event.data.number]',
    userName: '[event.data.mail]',
    displayName: '[event.data.name]',
    'name.familyName': '[event.data.name]',
    'name.givenName': '[event.data.name]',
    active: '[event.data.active]',
  },
};

/** An event that is over, without a body. */
export const endedEvent = (key: string): InletEvent => ({
  key,
  type: 'changed',
  person: '5',
  receivedAt: Date.UTC(2026, 0, 15, 9, 30),
  state: 'ignored',
  reason: null,
  anchor: null,
  uploadFirst: null,
  headers: {},
  body: new Uint8Array(),
  part: null,
  askedAt: Date.UTC(2026, 0, 15, 9, 30),
  tries: 0,
  due: Date.UTC(2026, 0, 15, 9, 30),
  version: 1,
});

const numberOf = (person: string) => `n${person}`;

export function documentOf(id: string, { name, active = true, manager, hireDate }: HrPerson): JsonObject {
  return {
    id,
    number: numberOf(id),
    mail: `${id}@adatum.example`,
    name,
    active,
    manager: manager ?? null,
    hireDate: hireDate ?? null,
  };
}

export async function openInletDesk(bench: Workbench, definition: JsonObject = THIN): Promise<InletDesk> {
  const hr: HrSystem = { people: new Map(), asked: [], answers: [] };
  const askVendor: AskVendor = async ({ url }) => {
    const id = decodeURIComponent(url.split('/').at(-1) ?? '');
    hr.asked.push(id);
    const told = hr.answers.shift();
    const person = hr.people.get(id);
    if (told !== undefined) return { status: told.status, headers: new Headers(told.headers), text: told.text ?? '' };
    if (person === undefined) return { status: 404, headers: new Headers(), text: '' };
    return { status: 200, headers: new Headers(), text: JSON.stringify(documentOf(id, person)) };
  };
  const ports: House = { ...bench.services.house, askVendor };
  const context = await ports.contexts.find(JOB_ID);
  if (context === undefined) throw new Error('There is no job.');
  const { compiled } = context;
  const saved = await createInlet({ jobId: JOB_ID, compiled, given: definition, by: 'Muster' }, ports);
  if (saved.kind !== 'saved') throw new Error(`The inlet was not saved: ${JSON.stringify(saved)}`);
  const queue = bench.storage.queue(EVENTS_QUEUE);

  const desk: InletDesk = {
    hr,
    ports,
    post(body, { secret = INLET_SECRET, headers = {} } = {}) {
      bench.clock.advance(1); // so that events are listed as they came
      const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const signature = createHmac('sha256', secret).update(bytes).digest('hex');
      const sent = new Headers({ 'content-type': 'application/json', 'x-signature': signature, ...headers });
      return receiveEvents(INLET, { delivery: { headers: sent, body: bytes }, bearsToken: async () => false }, ports);
    },
    async work() {
      for (;;) {
        const messages = await queue.receive(32, 30);
        if (messages.length === 0) break;
        await workOnEvents(
          INLET,
          messages.map(({ text }) => readEventMessage(text).key),
          ports,
        );
        for (const message of messages) await queue.remove(message);
      }
      await bench.drain();
    },
    async pass(ms) {
      bench.clock.advance(ms);
      await superviseInlets(JOB_ID, ports);
      await desk.work();
    },
    async events() {
      const found: EventSummary[] = [];
      for await (const { summary } of ports.inletEvents.list(INLET, {})) found.push(summary);
      return found;
    },
    async told() {
      const events = (await desk.events()).toReversed();
      return events.map(({ type, person, state, reason }) =>
        [type, person, state, reason?.code].filter((word) => word !== undefined && word !== null).join(' '),
      );
    },
  };
  return desk;
}
