/**
 * What is written into columns is read from them as it was: with everything that it may have, and with none of what it may lack. A
 * column that is left out, or read by another's name, shows nowhere else until somebody looks for it.
 */
import type { Row } from '../../shared/store/contract/table';
import type { InletEvent } from '../../shared/store/inlets/eventRows';
import { createInletEventStore } from '../../shared/store/inlets/inletEvents';
import { createMemoryStorage } from '../../shared/store/memory/memoryStorage';
import {
  escrowColumns,
  escrowSummaryOf,
  heldColumns,
  readEscrow,
  readHeld,
  summaryOf,
} from '../../shared/store/people/indexColumns';
import type { Escrow, Held } from '../../shared/store/people/people';
import { joinKey } from '../../shared/store/rows/keys';
import { fakeClock } from '../support/world';

const rowOf = (properties: Row['properties'], rowKey = 'r') => ({ rowKey, properties }) as unknown as Row;

const operation = { sequence: 7, uploadFirst: 5, acceptedAt: 3, bulkId: 'b' };
const HELD: Readonly<Record<string, Held>> = {
  'all of it': {
    since: 1,
    cycleId: 'c',
    staged: true,
    operation: { ...operation, ahead: true },
    action: 'delete',
    reason: 'Gone.',
  },
  'an ordinary one': { since: 1, cycleId: 'c', staged: false, operation, action: 'disable', reason: 'Gone.' },
  'of no operation': { since: 1, cycleId: 'c', staged: false, operation: null },
};

test.each(Object.entries(HELD))('a held deletion, %s', (_, held) => {
  expect(readHeld(rowOf(heldColumns(held)))).toEqual(summaryOf(held));
});

const failure = { code: 'TargetThrottled', message: 'Later.' } as const;
const ESCROWS: Readonly<Record<string, Escrow>> = {
  'of an attribute': {
    failure: { ...failure, attribute: 'mail' },
    firstFailureAt: 1,
    attempts: 2,
    nextAttempt: 3,
    ahead: true,
  },
  'of none': { failure, firstFailureAt: 1, attempts: 2, nextAttempt: 3 },
} as never;

test.each(Object.entries(ESCROWS))('an escrow, %s', (_, escrow) => {
  const generation = { escrows: 4 } as never;
  const row = rowOf(escrowColumns(escrow, { generation }), joinKey('x', String(escrow.nextAttempt), 'a'));
  expect(readEscrow(row)).toEqual(escrowSummaryOf(escrow, 4));
});

const PLACE = { jobId: 'job', inlet: 'hr' };
const BARE: InletEvent = {
  ...{
    key: 'k',
    type: null,
    person: null,
    anchor: null,
    receivedAt: 1,
    state: 'open',
    reason: null,
    uploadFirst: null,
  },
  ...{ headers: {}, body: new Uint8Array(), part: null, askedAt: 2, tries: 3, due: 4, version: 1 },
};
const EVENTS: Readonly<Record<string, InletEvent>> = {
  bare: BARE,
  whole: {
    ...{ ...BARE, type: 't', person: 'p', anchor: 'a', state: 'parked', uploadFirst: 9 },
    ...{ reason: { code: 'FetchFailed', message: 'No.' }, headers: { h: '1' }, body: Buffer.from('body') },
    part: { of: 'o', index: 0 },
  },
};

test.each(Object.entries(EVENTS))('an event of an inlet, %s: by itself, and in the list', async (_, event) => {
  const table = createMemoryStorage({ clock: fakeClock() }).table('inlets');
  await table.ensure();
  const store = createInletEventStore(table);
  await store.add(PLACE, [event]);
  const kept = (await store.get(PLACE, event.key))?.event;
  expect({ ...kept, body: Buffer.from(kept?.body ?? '').toString() }).toEqual({
    ...event,
    body: Buffer.from(event.body).toString(),
  });
  const listed = [];
  for await (const one of store.list(PLACE, {})) listed.push(one.summary);
  const { key, type, person, anchor, receivedAt, state, reason, uploadFirst } = event;
  expect(listed).toEqual([{ key, type, person, anchor, receivedAt, state, reason, uploadFirst }]);
});
