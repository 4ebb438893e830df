/** What the stores of inlets promise, on the twin and on a real emulator. */
import type { Table } from '../../../shared/store/contract/table';
import { createFenceStore, type Fence, fenceAction, MOST_FENCES } from '../../../shared/store/inlets/fences';
import { createInletEventStore, type InletEvent, type InletEventStore } from '../../../shared/store/inlets/inletEvents';
import { createInletHealthStore } from '../../../shared/store/inlets/inletHealth';
import { createPaceStore } from '../../../shared/store/inlets/inletPace';
import { createInletStore, type Inlet } from '../../../shared/store/inlets/inlets';
import { createRefetchStore } from '../../../shared/store/inlets/refetches';
import { createRemovedJobs } from '../../../shared/store/retention/removedJobs';
import { createIntakeStore } from '../../../shared/store/uploads/intake';
import { anyPayload } from '../../support/payloads';

const PLACE = { jobId: 'API2AAD.a.b', inlet: 'bamboo' };
const AT = Date.UTC(2026, 0, 15, 9, 30);

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** @param open a table of its own for each name; not created yet */
export function describeInletContract(open: (name: string) => Table): void {
  let tables = 0;
  let table: Table;
  let events: InletEventStore;

  beforeEach(async () => {
    tables += 1;
    table = open(`inlets${tables}`);
    await table.ensure();
    events = createInletEventStore(table);
  });

  const event = (key: string, more: Partial<InletEvent> = {}): InletEvent => ({
    key,
    type: null,
    person: null,
    receivedAt: AT,
    state: 'open',
    reason: null,
    anchor: null,
    uploadFirst: null,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"id":"5"}'),
    part: null,
    askedAt: AT,
    tries: 0,
    due: AT,
    version: 1,
    ...more,
  });
  const change = async (key: string, more: Partial<InletEvent>) => {
    const stored = await events.get(PLACE, key);
    if (stored === undefined) throw new Error(`There is no event ${key}.`);
    return events.change(PLACE, [{ stored, after: { ...stored.event, ...more } }]);
  };
  const listed = async (range: Parameters<InletEventStore['list']>[1] = {}) =>
    (await all(events.list(PLACE, range))).map(({ summary }) => `${summary.key} ${summary.state}`);
  const open$ = async (now = AT, most = 10) => (await events.due(PLACE, now, most)).map(({ key }) => key);

  test('an event is kept once, as it came, and is open', async () => {
    expect(await events.add(PLACE, [event('a')])).toEqual(['a']);
    expect(await events.add(PLACE, [event('a', { body: Buffer.from('another') })])).toEqual([]);
    const none = { body: new Uint8Array() };
    expect(await events.add(PLACE, [event('p1', none), event('a', none), event('p2', none)])).toEqual(['p1', 'p2']);
    for (const key of ['p1', 'p2']) await change(key, { state: 'ignored' });
    const stored = await events.get(PLACE, 'a');
    expect(stored && { ...stored.event, body: Buffer.from(stored.event.body).toString() }).toEqual({
      ...event('a'),
      body: '{"id":"5"}',
    });
    expect(await open$()).toEqual(['a']);
    expect(await events.count(PLACE, 10)).toEqual({ open: 1, parked: 0, oldestDue: AT });
    expect(await events.load(PLACE, ['a', 'b', 'a'])).toHaveLength(1);
  });

  test('of two workers one says what becomes of an event, and its open work goes with it', async () => {
    for (const key of ['a', 'b']) await events.add(PLACE, [event(key)]);
    const [a, b] = [await events.get(PLACE, 'a'), await events.get(PLACE, 'b')];
    if (a === undefined || b === undefined) throw new Error('Nothing was kept.');
    const done = { state: 'accepted', uploadFirst: 7, person: '5', anchor: 'e5', type: 'updated' } as const;
    expect(await change('a', done)).toHaveLength(1);
    const late = [a, b].map((stored) => ({ stored, after: { ...stored.event, ...done, uploadFirst: 9 } }));
    expect((await events.change(PLACE, late)).map(({ after }) => after.key)).toEqual(['b']);
    expect([await events.get(PLACE, 'a'), await events.get(PLACE, 'b')]).toMatchObject([
      { event: { ...done, uploadFirst: 7 } },
      { event: { ...done, uploadFirst: 9 } },
    ]);
    expect(await open$()).toEqual([]);
  });

  test('what is put off comes due later, and what is parked is listed and can be opened again', async () => {
    await events.add(PLACE, [event('a')]);
    await change('a', { due: AT + 60_000, tries: 1 });
    expect([await open$(AT + 59_999), await open$(AT + 60_000)]).toEqual([[], ['a']]);
    await change('a', { state: 'parked', reason: { code: 'NotFound', message: 'Nobody knows 5.' } });
    expect(await events.count(PLACE, 10)).toEqual({ open: 0, parked: 1, oldestDue: null });
    expect(await listed({ parkedOnly: true })).toEqual(['a parked']);
    await change('a', { state: 'open', reason: null, tries: 0, due: AT + 90_000 });
    expect(await listed({ parkedOnly: true })).toEqual([]);
    expect(await open$(AT + 90_000)).toEqual(['a']);
    expect(await events.get(PLACE, 'a')).toMatchObject({ event: { reason: null, tries: 0 } });
  });

  test('events are listed newest first, from any place on, and within a time', async () => {
    for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) {
      await events.add(PLACE, [event(key, { receivedAt: AT + index })]);
    }
    expect(await listed()).toEqual(['d open', 'c open', 'b open', 'a open']);
    expect(await listed({ from: AT + 1, until: AT + 2 })).toEqual(['c open', 'b open']);
    const [first] = await all(events.list(PLACE, {}));
    expect(await listed({ after: first?.place ?? '' })).toEqual(['c open', 'b open', 'a open']);
  });

  test('old events go by their age and open ones stay; those of another inlet are not touched', async () => {
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      await events.add(PLACE, [event(key, { receivedAt: AT + index })]);
    }
    await events.add({ ...PLACE, inlet: 'bamboo-2' }, [event('a')]);
    await change('a', { state: 'ignored' });
    await change('b', { state: 'parked' });
    expect(await events.purge(PLACE, AT + 1, 100)).toBe(2);
    expect(await listed()).toEqual(['c open', 'b parked']);
    expect(await events.purge(PLACE, AT + 10, 100)).toBe(3);
    expect(await listed()).toEqual(['c open']);
    expect(await events.purgeAll(PLACE, 100)).toBe(3);
    expect(await all(table.scan([]))).toHaveLength(3);
  });

  test('a fence changes with the upload it lets in, or neither does', async () => {
    const fences = createFenceStore(table);
    const intake = createIntakeStore(table);
    const fence = (fetchedFrom: number, uploadFirst: number): Fence => ({
      fetchedFrom,
      uploadFirst,
      by: 'a',
      eventAt: null,
      anchor: '701985',
    });
    const admit = (people: readonly string[], fetchedFrom: number, etag: string | undefined) =>
      intake.admit({
        jobId: PLACE.jobId,
        operations: people.map((person) => ({ bulkId: 'a', anchor: person })),
        acceptedAt: AT,
        newCycleId: 'cycle-1',
        clientRequestId: undefined,
        fingerprint: '',
        ...anyPayload(),
        also: ({ first }) => people.map((person) => fenceAction(PLACE, person, fence(fetchedFrom, first), etag)),
      });
    const many = Array.from({ length: MOST_FENCES }, (_, index) => `../${index}?x#y`);
    expect(await admit(many, 10, undefined)).toMatchObject({ kind: 'accepted', upload: { first: 1 } });
    const known = await fences.load(PLACE, [...many, 'nobody']);
    expect(known.size).toBe(MOST_FENCES);
    expect(known.get('../0?x#y')?.fence).toEqual(fence(10, 1));

    const [first = ''] = many;
    const etag = known.get(first)?.etag;
    expect(await admit([first], 20, etag)).toMatchObject({ kind: 'accepted', upload: { first: 51 } });
    expect(await admit([first], 15, etag)).toEqual({ kind: 'overtaken' });
    expect(await admit(['new', first], 15, undefined)).toEqual({ kind: 'overtaken' });
    expect((await fences.load(PLACE, ['new', first])).get(first)?.fence).toEqual(fence(20, 51));
    expect((await intake.read(PLACE.jobId))?.state.next).toBe(52);
    const listed = await all(fences.list(PLACE));
    expect(listed).toHaveLength(MOST_FENCES);
    expect(listed).toContainEqual({ person: '../0?x#y', anchor: '701985', uploadFirst: 51 });
    expect(await all(fences.list({ ...PLACE, inlet: 'another' }))).toEqual([]);
    expect(await fences.purge(PLACE, 1_000)).toBe(MOST_FENCES);
  });

  test('definitions are written over the version that was read, and pace and health by one after the other', async () => {
    const inlets = createInletStore(table);
    const inlet: Inlet = {
      ...PLACE,
      definition: { mode: 'thin' },
      secrets: [{ id: 's1', use: 'verify', value: 'v1.sealed', sealed: true, addedAt: AT, endsAt: null }],
      state: 'active',
      version: 1,
      savedAt: AT,
    };
    const etag = await inlets.put(inlet, undefined);
    expect([etag, await inlets.put(inlet, undefined)]).toEqual([expect.any(String), undefined]);
    expect(await inlets.put({ ...inlet, version: 2 }, etag)).toEqual(expect.any(String));
    expect(await inlets.put({ ...inlet, version: 3 }, etag)).toBeUndefined();
    expect((await inlets.list(PLACE.jobId)).map(({ value }) => value)).toEqual([{ ...inlet, version: 2 }]);
    expect(await inlets.change(PLACE, (one) => ({ ...one, state: 'paused' }))).toMatchObject({ state: 'paused' });

    const pace = createPaceStore(table);
    const slots = await Promise.all(
      Array.from({ length: 5 }, () => pace.change(PLACE, (state) => ({ ...state, next: state.next + 10 }))),
    );
    expect(slots.map(({ next }) => next).sort((a, b) => a - b)).toEqual([0, 10, 20, 30, 40]);
    const health = createInletHealthStore(table);
    await Promise.all([1, 2, 3].map(() => health.change(PLACE, (now) => ({ ...now, parked: now.parked + 1 }))));
    expect(await health.get(PLACE)).toMatchObject({ parked: 3, failing: null });

    const refetches = createRefetchStore(table);
    const people = ['a/b', 'c'].map((person, index) => ({ person, due: AT + index, why: 'date' as const }));
    for (const one of [...people, ...people]) await refetches.put(PLACE, one);
    expect(await refetches.due(PLACE, AT, 10)).toEqual(people.slice(0, 1));
    await refetches.remove(PLACE, { person: 'a/b', due: AT, why: 'date' });
    expect(await refetches.due(PLACE, AT + 1, 10)).toEqual(people.slice(1));
  });

  test('with a job goes what its inlets received', async () => {
    await createInletStore(table).put(
      { ...PLACE, definition: {}, secrets: [], state: 'active', version: 1, savedAt: AT },
      undefined,
    );
    await events.add(PLACE, [event('a')]);
    const outlets = open(`outletsBeside${tables}`);
    await outlets.ensure();
    const removed = createRemovedJobs({ jobs: table, people: table, inlets: table, outlets });
    expect(await removed.purge(PLACE.jobId, 2)).toBe(2);
    await removed.purge(PLACE.jobId, 100);
    expect(await all(table.scan([]))).toEqual([]);
  });
}
