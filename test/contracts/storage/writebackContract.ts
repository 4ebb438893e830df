/** What writebacks know of people, held over the twin and over a real emulator alike. */
import { lookNow, newState, type WritebackState } from '../../../shared/outlets/writeback/state';
import type { Table } from '../../../shared/store/contract/table';
import { createOutletEvents, type NewEvent } from '../../../shared/store/outlets/events';
import { createWritebackStore } from '../../../shared/store/outlets/writebacks';
import { shardOf } from '../../../shared/store/people/personRow';

const OUTLET = { jobId: 'job.1', id: 'id-hr' };
const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'Ä/ö #?'];

/** @param open a table of its own for each name; not created yet */
export function describeWritebackContract(open: (name: string) => Table): void {
  let tables = 0;
  let table: Table;
  beforeEach(async () => {
    tables += 1;
    table = open(`writebacks${tables}`);
    await table.ensure();
  });

  const at = (anchor: string, time: number): WritebackState => lookNow(newState(anchor, 't', 0), time);
  const event: NewEvent = { id: 'e', type: 'muster.writeback', anchor: 'a', sequence: 1, at: 5, body: '{}' };
  async function listed(after?: string): Promise<string[]> {
    const anchors: string[] = [];
    for await (const { state } of createWritebackStore(table).list(OUTLET, after)) anchors.push(state.anchor);
    return anchors;
  }

  test('a person and the event are written together, or neither where somebody was quicker', async () => {
    const [store, events] = [createWritebackStore(table), createOutletEvents(table)];
    expect(await store.save(OUTLET, at('a', 7), undefined)).toBe(true);
    expect(await store.save(OUTLET, at('a', 9), undefined, event)).toBe(false);
    const read = await store.get(OUTLET, 'a');
    if (read === undefined) throw new Error('There is nobody.');
    expect(await store.save(OUTLET, { ...read.state, revision: 1 }, read, event, 5)).toBe(true);
    expect(await store.save(OUTLET, { ...read.state, revision: 2 }, read, { ...event, id: 'f' })).toBe(false);
    expect((await store.get(OUTLET, 'a'))?.state.revision).toBe(1);
    const open: string[] = [];
    for await (const { key } of events.open(OUTLET, shardOf('a'))) open.push(key);
    expect(open).toHaveLength(1);
  });

  test('whoever is due is found by one time each, however often that was moved', async () => {
    const store = createWritebackStore(table);
    expect(await store.nextDue(OUTLET)).toBeNull();
    for (const anchor of PEOPLE) await store.save(OUTLET, at(anchor, 10), undefined);
    for (const time of [30, 20]) {
      const read = await store.get(OUTLET, 'b');
      if (read !== undefined) await store.save(OUTLET, at('b', time), read);
    }
    const dueUntil = async (until: number) => {
      const found = await Promise.all(PEOPLE.map((anchor) => store.due(OUTLET, shardOf(anchor), until, 100)));
      return [...new Set(found.flat().map(({ state }) => state.anchor))].sort();
    };
    expect(await dueUntil(9)).toEqual([]);
    expect(await dueUntil(10)).toEqual(PEOPLE.filter((anchor) => anchor !== 'b').sort());
    expect(await dueUntil(20)).toEqual([...PEOPLE].sort());
    for (const anchor of PEOPLE.filter((one) => one !== 'b')) {
      const read = await store.get(OUTLET, anchor);
      expect(read && (await store.remove(OUTLET, read))).toBe(true);
      expect(read && (await store.remove(OUTLET, read))).toBe(false);
    }
    expect([await store.nextDue(OUTLET), await listed()]).toEqual([20, ['b']]);
  });

  test('people are listed in an order that stays, from anybody on', async () => {
    const store = createWritebackStore(table);
    for (const anchor of PEOPLE) await store.save(OUTLET, at(anchor, 10), undefined);
    const all = await listed();
    expect([...all].sort()).toEqual([...PEOPLE].sort());
    for (const [index, anchor] of all.entries()) expect(await listed(anchor)).toEqual(all.slice(index + 1));
  });

  test('how far a pass has come is kept until it is over', async () => {
    const store = createWritebackStore(table);
    const pass = { shard: 3, after: 'a', isBaseline: true };
    await store.setPass(OUTLET, pass);
    expect(await store.pass(OUTLET)).toEqual(pass);
    await store.setPass(OUTLET, undefined);
    expect(await store.pass(OUTLET)).toBeUndefined();
  });
}
