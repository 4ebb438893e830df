/**
 * Storage as one process sees it: every call is told in the trace, and in bad weather some fail. A failed write may have
 * happened, or may happen later; the service's client library may have sent it twice.
 */
import type { Storage } from '../../shared/store/azure/connection';
import type { Queue } from '../../shared/store/contract/queue';
import { StoreConflict, StoreUnavailable, type Table } from '../../shared/store/contract/table';
import type { Chance } from './chance';
import { type Actor, type Note, type Scheduler, tell } from './scheduler';
import { tellAction, tellMessage } from './telling';

export interface Trouble {
  storage: number;
  doubled: number;
  delayed: number;
  lost: number;
  late: number;
  /** No message is taken. */
  isQueueGone: boolean;
}

export interface Wire {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  /** Where requests go on that arrive when their sender has given up. */
  readonly network: Actor;
  /** How probable each kind of trouble is at the moment. */
  readonly trouble: Trouble;
  /** Before anything can go wrong with it. */
  seeMessage(queue: string, text: string): void;
}

type Fault = 'lost' | 'unanswered' | 'late' | 'repeated';
const FAULTS: readonly Fault[] = ['lost', 'unanswered', 'late', 'repeated'];

/** How late a write may still happen that its sender has given up, milliseconds. */
const LATEST_MS = 4_000;

export function wired(storage: Storage, wire: Wire): Storage {
  const tables = new Map<string, Table>();
  const queues = new Map<string, Queue>();
  return {
    table(name) {
      const table = tables.get(name) ?? wiredTable(name, storage.table(name), wire);
      tables.set(name, table);
      return table;
    },
    queue(name) {
      const queue = queues.get(name) ?? wiredQueue(name, storage.queue(name), wire);
      queues.set(name, queue);
      return queue;
    },
  };
}

function wiredTable(name: string, table: Table, wire: Wire): Table {
  const { scheduler } = wire;
  const write = writer(wire);
  return {
    ensure: () => table.ensure(),
    get: (partitionKey, rowKey) =>
      told(wire, `${name} get ${rowKey}`, () => reading(wire, () => table.get(partitionKey, rowKey))),
    async *query(range) {
      if (fails(wire)) throw unavailable('query');
      let rows = 0;
      for await (const row of table.query(range)) {
        rows += 1;
        yield row;
      }
      if (rows > 0) scheduler.note(`${name} query ${range.from ?? ''}: ${rows} rows`);
    },
    scan: (select) => table.scan(select),
    insert: (entity) => write(`${name} insert ${entity.rowKey}`, () => table.insert(entity)),
    upsert: (entity) => write(`${name} upsert ${entity.rowKey}`, () => table.upsert(entity)),
    replace: (entity, etag) => write(`${name} replace ${entity.rowKey}`, () => table.replace(entity, etag)),
    remove: (partitionKey, rowKey, etag) =>
      write(`${name} remove ${rowKey}`, () => table.remove(partitionKey, rowKey, etag)),
    transact: (actions) =>
      write(
        () => `${name} ${actions.map(tellAction).join(', ')}`,
        () => table.transact(actions),
      ),
  };
}

function wiredQueue(name: string, queue: Queue, wire: Wire): Queue {
  const { scheduler, chance, trouble, network } = wire;
  const write = writer(wire);
  return {
    ensure: () => queue.ensure(),
    async send(text, options = {}) {
      wire.seeMessage(name, text);
      if (trouble.isQueueGone) {
        await scheduler.tick();
        throw unavailable(`${name} takes no message`);
      }
      const isWork = text.includes('"kind":"operations"') || text.includes('"kind":"event"');
      if (isWork && chance.happens(trouble.lost)) {
        await scheduler.tick();
        return scheduler.note(`${name} loses ${tellMessage(text)}`);
      }
      if (isWork && chance.happens(trouble.late)) {
        // Hidden in the queue, or still on its way there.
        if (chance.happens(0.5)) return write(`${name} hides ${tellMessage(text)}`, () => queue.send(text, HOUR));
        await scheduler.tick();
        return scheduler.post(network, () => void queue.send(text, options), 1_000 * HOUR.delaySeconds);
      }
      const later = chance.happens(trouble.delayed) ? chance.between(1, 60) : 0;
      const delaySeconds = (options.delaySeconds ?? 0) + later;
      const send = () => queue.send(text, { delaySeconds });
      await write(() => `${name} send ${tellMessage(text)}${delaySeconds > 0 ? ` in ${delaySeconds} s` : ''}`, send);
      if (chance.happens(trouble.doubled)) scheduler.post(network, () => void send(), chance.whole(20_000));
    },
    async receive(max, visibilitySeconds) {
      const messages = await reading(wire, () => queue.receive(max, visibilitySeconds));
      for (const { id, text, dequeueCount } of messages) {
        scheduler.note(() => `${name} receive ${id} ${tellMessage(text)}, time ${dequeueCount}`);
      }
      return messages;
    },
    extend: (message, seconds) =>
      write(`${name} extend ${message.id} by ${seconds} s`, () => queue.extend(message, seconds)),
    remove: (message) => write(`${name} remove ${message.id}`, () => queue.remove(message)),
    hasVisible: () => queue.hasVisible(),
    approximateCount: () => queue.approximateCount(),
  };
}

const HOUR = { delaySeconds: 3_600 };

/** Told when it is over, with how it ended. */
async function told<T>({ scheduler }: Wire, what: Note, call: () => Promise<T>): Promise<T> {
  try {
    const result = await call();
    scheduler.note(what);
    return result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    scheduler.note(() => `${tell(what)}: ${reason}`);
    throw error;
  }
}

/** Told by the caller where it matters what came of it. */
async function reading<T>(wire: Wire, call: () => Promise<T>): Promise<T> {
  if (fails(wire)) throw unavailable('read');
  return call();
}

function writer(wire: Wire) {
  const { scheduler, chance, network } = wire;
  return <T>(what: Note, call: () => Promise<T>): Promise<T> =>
    told(wire, what, async () => {
      if (!fails(wire)) return scheduler.depart(call);
      const fault = chance.pick(FAULTS);
      switch (fault) {
        case 'lost':
          await scheduler.tick();
          throw unavailable('lost');
        case 'unanswered':
          await scheduler.depart(call);
          throw unavailable('done, but not answered');
        case 'late':
          scheduler.post(network, () => void arriveLate(call), chance.whole(LATEST_MS));
          await scheduler.tick();
          throw unavailable('on its way');
        case 'repeated':
          await scheduler.depart(call);
          return scheduler.depart(call);
      }
    });
}

/** Nobody hears what came of it. */
async function arriveLate(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error;
  }
}

const fails = ({ chance, trouble }: Wire) => chance.happens(trouble.storage);
const unavailable = (what: string) => new StoreUnavailable(`the storage does not answer (${what})`);
