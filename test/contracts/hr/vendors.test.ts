/**
 * Each preset against a stand-in of its vendor over HTTP: what it signs is believed, what it announces is fetched by the recipe
 * alone, and what it answers becomes the person, whatever the vendor's words (spec/hands.md 3.4, 6).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InletDefinition } from '../../../shared/inlets/definition';
import { consequenceOf } from '../../../shared/inlets/events/effects';
import { readEvents } from '../../../shared/inlets/events/events';
import { isPing } from '../../../shared/inlets/events/pings';
import { type AnswerVerdict, pickDocument, readAnswer, readToken } from '../../../shared/inlets/fetching/answer';
import {
  authorizationOf,
  bearer,
  type PreparedRequest,
  prepareNext,
  prepareStep,
  tokenRequest,
} from '../../../shared/inlets/fetching/recipe';
import { compileInletMapping } from '../../../shared/inlets/mapping/toOperation';
import { parseInlet } from '../../../shared/inlets/parse/parseInlet';
import { type SignedScheme, verifyDelivery } from '../../../shared/inlets/signatures/verify';
import type { Json } from '../../../shared/scim/json';
import { startBambooHr } from '../../support/hr/bamboohr';
import { employee } from '../../support/hr/employee';
import { startFinch } from '../../support/hr/finch';
import { startHiBob } from '../../support/hr/hibob';
import { startPersonio } from '../../support/hr/personio';
import type { HrStandIn, StandInOptions } from '../../support/hr/standIn';

const VENDORS = { bamboohr: startBambooHr, hibob: startHiBob, personio: startPersonio, finch: startFinch } as const;
type Vendor = keyof typeof VENDORS;

interface Received {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Takes deliveries, answers with the statuses it is given, then with what the preset says. */
async function startReceiver(definition: InletDefinition, statuses: number[] = []) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: new Headers(request.headers as Record<string, string>), body: Buffer.concat(chunks) });
    response.writeHead(statuses.shift() ?? definition.answers.accepted).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () => void server.close(() => undefined),
    () => server.closeAllConnections(),
  );
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function open(vendor: Vendor, options: StandInOptions = {}, statuses: number[] = []) {
  const standIn = await VENDORS[vendor](options);
  closers.push(() => standIn.server.close());
  const verdict = parseInlet({ name: vendor, preset: vendor, ...standIn.definition }, { allowsLoopback: true });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.faults));
  const { definition } = verdict.inlet;
  return { standIn, definition, receiver: await startReceiver(definition, statuses) };
}

const ask = async ({ url, method, headers, body }: PreparedRequest) => {
  const answer = await fetch(url, { method, headers, body, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

/** The recipe carried out, and nothing else. */
async function fetchPerson(definition: InletDefinition, { fetchSecret }: HrStandIn, person: string) {
  const { fetch: recipe, settings } = definition;
  if (recipe === null) throw new Error('Nothing is fetched.');
  let authorization = authorizationOf(recipe.auth, settings, fetchSecret);
  if (authorization === undefined && recipe.auth.kind === 'clientCredentials') {
    authorization = bearer(readToken((await ask(tokenRequest(recipe.auth, settings, fetchSecret))).text)?.token ?? '');
  }
  const documents: Record<string, Json> = { event: {} };
  for (const step of recipe.steps) {
    const prepared = prepareStep(step, settings, person, authorization ?? {});
    if (!prepared.ok) return prepared.message;
    const pages: Json[] = [];
    for (let request: PreparedRequest | undefined = prepared.request; request !== undefined; ) {
      const verdict: AnswerVerdict = readAnswer(step, person, await ask(request), Date.now());
      if (verdict.kind !== 'document') return verdict;
      pages.push(verdict.document);
      request = verdict.next === null ? undefined : prepareNext(request, verdict.next, authorization ?? {});
    }
    documents[step.name] = pages.some(Array.isArray) ? pickDocument(step, pages.flat() as Json[]) : (pages[0] ?? null);
  }
  const compiled = compileInletMapping(definition);
  if (!compiled.ok) throw new Error('The mapping does not compile.');
  const mapped = compiled.mapping.map(documents, Date.now());
  return mapped.ok ? mapped.person.toOperation(() => undefined) : mapped.failures;
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe.each(Object.keys(VENDORS) as Vendor[])('%s', (vendor) => {
  test('what it announces is believed, names the person, and the person is read whole', async () => {
    const { standIn, definition, receiver } = await open(vendor);
    standIn.people.put(employee('100', { managerId: '7' }));
    expect(await standIn.announce(receiver.url, 'changed', '100')).toMatchObject({ outcome: 'accepted' });
    const [delivery] = receiver.received;
    if (delivery === undefined) throw new Error('Nothing came.');
    const scheme = definition.verify as SignedScheme;
    const secrets = [
      { id: 'other', value: 'another secret of the same length' },
      { id: 'this', value: standIn.secret },
    ];
    expect(verifyDelivery(scheme, secrets, delivery, Date.now())?.secretIds).toEqual(['this']);
    const events = readEvents(definition, delivery);
    expect(
      events.ok && events.events.map(({ person, type }) => [person, consequenceOf(definition, type).kind]),
    ).toEqual([['100', 'fetch']]);
    expect(await fetchPerson(definition, standIn, '100')).toMatchObject({
      externalId: '100',
      userName: 'k100@example.com',
      active: true,
      displayName: 'Kathy Jensen 100',
      title: 'Tour Guide',
      emails: [{ type: 'work', value: 'k100@example.com' }],
      [ENTERPRISE]: { department: 'Tours', manager: { value: '7' } },
      'urn:ietf:params:scim:schemas:extension:hr:1.0:User': { hireDate: '2020-01-15', terminationDate: null },
    });
  });

  test('leavers, people on leave and rehires are told by their status', async () => {
    const { standIn, definition } = await open(vendor);
    standIn.people.put(employee('1'));
    const activeAs = async (over: Parameters<typeof employee>[1]) => {
      standIn.people.change('1', over ?? {});
      return fetchPerson(definition, standIn, '1');
    };
    expect(await activeAs({ status: 'left', leaveDate: '2026-11-30' })).toMatchObject({
      active: false,
      'urn:ietf:params:scim:schemas:extension:hr:1.0:User': { terminationDate: '2026-11-30' },
    });
    expect(await activeAs({ status: 'leave' })).toMatchObject({ active: true });
    expect(await activeAs({ status: 'employed' })).toMatchObject({ active: true });
  });

  test('whom it does not tell of is not found, and a wrong secret is a matter of credentials', async () => {
    const { standIn, definition } = await open(vendor);
    standIn.people.put(employee('1', { status: 'left' }));
    standIn.people.hidesFormer = true;
    expect(await fetchPerson(definition, standIn, '1')).toEqual({ kind: 'notFound' });
    expect(await fetchPerson(definition, { ...standIn, fetchSecret: 'wrong' }, '1')).toMatchObject({
      kind: 'credentials',
    });
  });

  test('over its limit it is waited for', async () => {
    const { standIn, definition } = await open(vendor, { perMinute: 0 });
    standIn.people.put(employee('1'));
    expect(await fetchPerson(definition, standIn, '1')).toMatchObject({ kind: 'wait' });
  });

  test('an event is sent again after our own trouble, and each try is believed', async () => {
    const { standIn, definition, receiver } = await open(vendor, {}, [503, 503]);
    standIn.people.put(employee('1'));
    expect(await standIn.announce(receiver.url, 'changed', '1')).toEqual({
      tries: [503, 503, definition.answers.accepted],
      outcome: 'accepted',
    });
    const secrets = [{ id: 'this', value: standIn.secret }];
    const proofs = receiver.received.map((one) =>
      verifyDelivery(definition.verify as SignedScheme, secrets, one, Date.now()),
    );
    expect(proofs.map((proof) => proof?.secretIds)).toEqual([['this'], ['this'], ['this']]);
  });

  test('a deletion and a departure are what they are', async () => {
    const { standIn, definition, receiver } = await open(vendor);
    await standIn.announce(receiver.url, 'deleted', '1');
    await standIn.announce(receiver.url, 'left', '1');
    const consequences = receiver.received.flatMap((delivery) => {
      const verdict = readEvents(definition, delivery);
      return verdict.ok ? verdict.events.map(({ type }) => consequenceOf(definition, type).kind) : ['unreadable'];
    });
    expect(consequences).toEqual(['recorded', 'fetch']);
  });
});

test('a 4xx would have lost the event of BambooHR and of Personio', async () => {
  for (const vendor of ['bamboohr', 'personio'] as const) {
    const { standIn, receiver } = await open(vendor, {}, [429]);
    expect(await standIn.announce(receiver.url, 'changed', '1')).toEqual({ tries: [429], outcome: 'dropped' });
  }
});

test('a 202 would have HiBob try again', async () => {
  const { standIn, receiver } = await open('hibob', {}, [202]);
  expect(await standIn.announce(receiver.url, 'changed', '1')).toEqual({ tries: [202, 200], outcome: 'accepted' });
});

test('HiBob’s reads lag, and its pings are known before their signature would be asked for', async () => {
  const standIn = await startHiBob({ lagMs: 60_000 });
  closers.push(() => standIn.server.close());
  const verdict = parseInlet({ name: 'a', preset: 'hibob', ...standIn.definition }, { allowsLoopback: true });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.faults));
  const { definition } = verdict.inlet;
  standIn.people.put(employee('1'));
  expect(await fetchPerson(definition, standIn, '1')).toEqual({ kind: 'notFound' });
  const receiver = await startReceiver(definition);
  expect(await standIn.ping(receiver.url)).toEqual([200, 200]);
  expect(receiver.received.map(({ body }) => isPing(definition.event, body))).toEqual([true, true]);
});
