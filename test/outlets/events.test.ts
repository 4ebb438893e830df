/** Entries of the log as events: what type they are told as, and what of the person they tell. */
import { CloudEvent } from 'cloudevents';
import type { LogEntry } from '../../shared/engine/person/logEntry';
import { bodyOf, MOST_BODY_BYTES, personSource } from '../../shared/outlets/cloudEvent';
import { type EventType, typesOf } from '../../shared/outlets/eventTypes';
import { personEvent } from '../../shared/outlets/personEvent';

const ENABLED = { name: 'accountEnabled', whenEnabled: true };
const ENTRY: LogEntry = {
  changeId: 'c',
  cycleId: 'c',
  action: 'update',
  status: 'success',
  error: null,
  durationMs: 1,
  source: { id: '701985', displayName: 'Kathy Jensen', userName: 'kjensen' },
  target: { id: 't-1', displayName: 'Kathy Jensen' },
  steps: [],
  modified: [],
  operation: { sequence: 7, uploadFirst: 5, bulkId: 'L41' },
  attempt: 1,
};
const restoring = {
  ...{ name: 'Restore', activity: 'EntryExportRestore', type: 'export' as const, status: 'success' as const },
  ...{ description: '', details: {} },
};
const switched = (newValue: string) => [{ name: 'accountEnabled', oldValue: null, newValue }];
const error = {
  code: 'InvalidValue',
  reason: 'The mail x@y is no mail.',
  details: null,
  category: 'failure' as const,
  advice: null,
};

describe('an entry is told as', () => {
  test.each<{ name: string; entry: Partial<LogEntry>; types: string }>([
    { name: 'a create', entry: { action: 'create' }, types: 'created' },
    { name: 'an update', entry: {}, types: 'updated' },
    { name: 'a disable', entry: { action: 'disable', modified: switched('False') }, types: 'disabled updated' },
    { name: 'an enabling', entry: { modified: switched('True') }, types: 'enabled updated' },
    { name: 'a delete', entry: { action: 'delete' }, types: 'deleted' },
    { name: 'a restore', entry: { steps: [restoring] }, types: 'restored' },
    { name: 'a failure', entry: { status: 'failure', action: 'create', error }, types: 'failed' },
    { name: 'a skip', entry: { status: 'skipped' }, types: '' },
    { name: 'a skip that ends a failure', entry: { status: 'skipped', endsFailure: true }, types: 'recovered' },
    {
      name: 'a create that ends a failure',
      entry: { action: 'create', endsFailure: true },
      types: 'created recovered',
    },
    { name: 'a deletion that is held back', entry: { action: 'stagedDelete', status: 'skipped' }, types: '' },
    { name: 'a warning', entry: { status: 'warning' }, types: 'updated' },
  ])('$name: $types', ({ entry, types }) => {
    const told = typesOf({ ...ENTRY, ...entry }, ENABLED).map((type) => type.replace('muster.person.', ''));
    expect(told.join(' ')).toBe(types);
  });

  test('what enables where the target says it the other way round', () => {
    const entry = { ...ENTRY, modified: [{ name: 'accountDisabled', oldValue: 'True', newValue: 'False' }] };
    expect(typesOf(entry, { name: 'accountDisabled', whenEnabled: false })).toContain('muster.person.enabled');
  });
});

const told = (entry: Partial<LogEntry>) => ({
  ...{
    jobId: 'API2AAD.1.2',
    id: 'log-1',
    at: Date.UTC(2026, 10, 29, 18, 2, 18, 114),
    told: 7,
    uploadId: 'u~5',
    account: null,
  },
  entry: { ...ENTRY, ...entry },
});

describe('an event', () => {
  const modified = [{ name: 'jobTitle', oldValue: 'Tour Guide', newValue: 'Tour Lead' }];

  test.each([
    { include: 'ids' as const, says: [false, false] },
    { include: 'names' as const, says: [true, false] },
    { include: 'changes' as const, says: [true, true] },
  ])('of $include tells names and changes: $says', ({ include, says }) => {
    const body = bodyOf(personEvent(told({ modified }), 'muster.person.updated', include));
    expect([body.includes('Kathy'), body.includes('Tour Lead')]).toEqual(says);
  });

  test('tells why somebody failed only where names are told: a reason may quote a value', () => {
    const failed = told({ status: 'failure', error });
    expect(personEvent(failed, 'muster.person.failed', 'ids').data.error).toEqual({ code: 'InvalidValue' });
    expect(personEvent(failed, 'muster.person.failed', 'names').data.error).toMatchObject({ reason: error.reason });
  });

  test('is read by another implementation, whatever the person is called', () => {
    for (const anchor of ['701985', 'Ä/ö #?', 'half \ud800 a pair', 'a\u0000b', '../../x?y#z', '%2F']) {
      const event = personEvent(told({ source: { ...ENTRY.source, id: anchor } }), 'muster.person.updated', 'ids');
      const parsed = new CloudEvent(JSON.parse(bodyOf(event)) as object);
      expect([parsed.validate(), parsed.source.split('/').length]).toEqual([true, 6]);
    }
    expect(personSource('j', 'a/b')).toBe('/muster/jobs/j/people/a%2Fb');
  });

  test('that is too large leaves the changes out, and says so', () => {
    const long = [{ name: 'about', oldValue: null, newValue: 'ü'.repeat(MOST_BODY_BYTES / 2) }];
    const event = JSON.parse(bodyOf(personEvent(told({ modified: long }), 'muster.person.updated', 'changes')));
    expect([event.data.truncated, event.data.changes, event.data.externalId]).toEqual([true, undefined, '701985']);
    const whole = JSON.parse(bodyOf(personEvent(told({ modified }), 'muster.person.updated', 'changes')));
    expect([whole.data.truncated, whole.data.changes]).toEqual([undefined, modified]);
  });
});

test('sequences compare as text', () => {
  const sequences = [9, 10, 1_234].map((count) => {
    const event = personEvent({ ...told({}), told: count }, 'muster.person.updated' satisfies EventType, 'ids');
    return (JSON.parse(bodyOf(event)) as { sequence: string }).sequence;
  });
  expect([...sequences].sort()).toEqual(sequences);
});
