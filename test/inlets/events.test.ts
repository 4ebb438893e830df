/** From a body to its events, their consequences, and what they are known by (spec/hands.md 3.4, 3.6, 3.7). */
import { isReadable } from '../../shared/inlets/events/body';
import { consequenceOf } from '../../shared/inlets/events/effects';
import { readEvents } from '../../shared/inlets/events/events';
import { isPing } from '../../shared/inlets/events/pings';
import { replayKey } from '../../shared/inlets/events/replayKey';
import type { Proof } from '../../shared/inlets/signatures/verify';
import { delivery, inlet } from './samples';

const JSON_TYPE = { 'content-type': 'application/json' };

function eventsOf(preset: string, body: unknown, more = {}, headers: Readonly<Record<string, string>> = JSON_TYPE) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const verdict = readEvents(inlet(preset, more), delivery(text, headers));
  if (!verdict.ok) return `${verdict.code}: ${verdict.message}`;
  return verdict.events.map(({ type, person, at }) => [type, person, at === null ? null : new Date(at).toISOString()]);
}

test.each([
  {
    name: 'BambooHR',
    preset: 'bamboohr',
    body: {
      type: 'employee.updated',
      timestamp: '2026-11-29T15:30:00Z',
      data: { companyId: '1', employeeId: '100', changedFields: ['jobTitle'] },
    },
    expected: [['employee.updated', '100', '2026-11-29T15:30:00.000Z']],
  },
  {
    name: 'BambooHR, field-based: a list',
    preset: 'bamboohr',
    body: {
      employees: [
        { id: '5', changedFields: [] },
        { id: 6, action: 'Deleted', timestamp: '2026-11-29T15:30:00+00:00' },
      ],
    },
    expected: [
      ['employee_with_fields.updated', '5', null],
      ['Deleted', '6', '2026-11-29T15:30:00.000Z'],
    ],
  },
  {
    name: 'HiBob: a time without a zone is UTC',
    preset: 'hibob',
    body: {
      companyId: 636192,
      type: 'employee.joined',
      triggeredAt: '2026-11-29T13:06:26.915906',
      version: 'v2',
      data: { employeeId: '333288' },
    },
    expected: [['employee.joined', '333288', '2026-11-29T13:06:26.915Z']],
  },
  {
    name: 'Personio: person.id',
    preset: 'personio',
    body: {
      company_id: 1,
      event_name: 'employment.terminated',
      occurred_at: '2026-11-29T00:00:00Z',
      payload: { id: 'employment-1', person: { id: 'p-1' } },
    },
    expected: [['employment.terminated', 'p-1', '2026-11-29T00:00:00.000Z']],
  },
  {
    name: 'Personio: the id of an employment is nobody’s',
    preset: 'personio',
    body: { event_name: 'employment.updated', payload: { id: 'employment-1' } },
    expected: [['employment.updated', null, null]],
  },
  {
    name: 'Personio: the id of a person is hers',
    preset: 'personio',
    body: { event_name: 'person.updated', payload: { id: 'p-1' } },
    expected: [['person.updated', 'p-1', null]],
  },
  {
    name: 'Finch',
    preset: 'finch',
    body: { event_type: 'employment.updated', data: { individual_id: 'i-1' } },
    expected: [['employment.updated', 'i-1', null]],
  },
  {
    name: 'Merge',
    preset: 'merge',
    body: {
      hook: { event: 'Employee.changed' },
      linked_account: { id: 'l' },
      data: { remote_id: '9', modified_at: '2026-11-29T15:30:00Z' },
    },
    expected: [['Employee.changed', '9', '2026-11-29T15:30:00.000Z']],
  },
  {
    name: 'something else',
    preset: 'bamboohr',
    body: { hello: 1 },
    expected: 'Unreadable: The body has none of the forms that the definition knows: see "event" of the inlet.',
  },
  {
    name: 'a list of nothing',
    preset: 'bamboohr',
    body: { employees: [] },
    expected: 'Unreadable: The body has none of the forms that the definition knows: see "event" of the inlet.',
  },
  { name: 'no JSON', preset: 'bamboohr', body: '<html>', expected: 'Unreadable: The body is not JSON.' },
  { name: 'nothing', preset: 'bamboohr', body: '', expected: 'Unreadable: The body is not JSON.' },
  {
    name: 'a comma too many',
    preset: 'bamboohr',
    body: '{"type":"a",}',
    expected: 'Unreadable: The body is not JSON.',
  },
  {
    name: 'an id that would be rounded',
    preset: 'bamboohr',
    body: '{"type":"a","data":{"employeeId":9007199254740993}}',
    expected: 'Unreadable: body.data.employeeId is beyond 9007199254740991 and would be rounded: send it as text.',
  },
  {
    name: 'a number that is none',
    preset: 'bamboohr',
    body: '{"type":"a","data":{"employeeId":1e400}}',
    expected: 'Unreadable: body.data.employeeId is beyond 9007199254740991 and would be rounded: send it as text.',
  },
])('$name', ({ preset, body, expected }) => {
  expect(eventsOf(preset, body)).toEqual(expected);
});

test('nesting without end is unreadable, and not the end of anything', () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  expect(eventsOf('bamboohr', deep)).toMatch(/^Unreadable: body(?:\.a)+ is nested deeper than 64 levels\.$/);
});

test('what is no text is unreadable', () => {
  const verdict = readEvents(inlet('bamboohr'), delivery(Uint8Array.of(0x7b, 0xff, 0x7d), JSON_TYPE));
  expect(verdict).toEqual({ ok: false, code: 'Unreadable', message: 'The body is not UTF-8.' });
});

test('names that every object has are nothing of an event’s', () => {
  expect(eventsOf('bamboohr', '{"type":"a","__proto__":{"data":{"employeeId":"1"}}}')).toEqual([['a', null, null]]);
});

test('another company is told with what was expected', () => {
  const more = { expect: { 'data.companyId': '12345' } };
  expect(eventsOf('bamboohr', { type: 'a', data: { companyId: 12345 } }, more)).toHaveLength(1);
  expect(eventsOf('bamboohr', { type: 'a', data: { companyId: '6' } }, more)).toBe(
    'WrongCompany: data.companyId is "6"; expected "12345".',
  );
  expect(eventsOf('bamboohr', { type: 'a', data: {} }, more)).toBe(
    'WrongCompany: data.companyId is missing; expected "12345".',
  );
});

describe('forms', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

  test('with brackets, as BambooHR sends them', () => {
    const body = 'type=employee.updated&data[companyId]=12345&data[employeeId]=67890&data[changedFields][0]=firstName';
    expect(eventsOf('bamboohr', body, {}, FORM)).toEqual([['employee.updated', '67890', null]]);
  });

  test('a field below a text is passed over, and no prototype is touched', () => {
    expect(eventsOf('bamboohr', 'type=a&type[b]=c&__proto__[data]=1&data[employeeId]=1', {}, FORM)).toEqual([
      ['a', '1', null],
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('with the event as JSON in one field', () => {
    const more = { event: { formField: 'payload' } };
    const body = `payload=${encodeURIComponent('{"type":"a","data":{"employeeId":"7"}}')}`;
    expect(eventsOf('bamboohr', body, more, FORM)).toEqual([['a', '7', null]]);
    expect(eventsOf('bamboohr', 'other=1', more, FORM)).toBe(
      'Unreadable: The form has no field "payload" that holds JSON.',
    );
  });
});

describe('CloudEvents', () => {
  const event = {
    specversion: '1.0',
    id: '1',
    source: '/hr',
    type: 'person.changed',
    subject: '701984',
    time: '2026-11-29T15:30:00Z',
    data: {},
  };
  const one = [['person.changed', '701984', '2026-11-29T15:30:00.000Z']];

  test('structured, batched and binary are the same event', () => {
    const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
    expect(eventsOf('cloudevents', event, {}, structured)).toEqual(one);
    const batched = { 'content-type': 'application/cloudevents-batch+json' };
    expect(eventsOf('cloudevents', [event, event], {}, batched)).toEqual([...one, ...one]);
    const { data, ...attributes } = event;
    const binary = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
    expect(eventsOf('cloudevents', data, {}, { ...JSON_TYPE, ...binary })).toEqual(one);
  });

  test.each([
    { body: { ...event, specversion: '0.3' }, message: 'The event is of version 0.3; expected 1.0.' },
    {
      body: { ...event, id: undefined, source: '' },
      message: 'The event is no CloudEvent: id, source must be a text.',
    },
    { body: [event], message: 'The event is no JSON object.' },
  ])('$message', ({ body, message }) => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect(eventsOf('cloudevents', body, {}, headers)).toBe(`Unreadable: ${message}`);
  });

  test('a batch of 501, and one with a stranger in it', () => {
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    expect(eventsOf('cloudevents', Array(500).fill(event), {}, headers)).toHaveLength(500);
    expect(eventsOf('cloudevents', Array(501).fill(event), {}, headers)).toBe(
      'Unreadable: A batch holds at most 500 events, got 501.',
    );
    expect(eventsOf('cloudevents', [event, 1], {}, headers)).toBe(
      'Unreadable: Event 2 of the batch is no JSON object.',
    );
  });
});

test.each([
  { type: 'application/json', readable: true },
  { type: 'application/json; charset=utf-8', readable: true },
  { type: 'application/vnd.hr+json', readable: true },
  { type: 'application/cloudevents-batch+json', readable: true },
  { type: 'application/x-www-form-urlencoded', readable: true },
  { type: null, readable: true },
  { type: 'text/html', readable: false },
  { type: 'application/xml', readable: false },
  { type: 'multipart/form-data; boundary=x', readable: false },
])('$type may be read: $readable', ({ type, readable }) => {
  expect(isReadable(type)).toBe(readable);
});

test.each([
  { preset: 'hibob', body: 'Ping test', is: true },
  { preset: 'hibob', body: '"Ping test"', is: true },
  { preset: 'hibob', body: '{"text":"Ping test"}', is: true },
  { preset: 'hibob', body: '{"text":"Ping test","type":"employee.left"}', is: false },
  { preset: 'hibob', body: 'Ping tests', is: false },
  { preset: 'hibob', body: '', is: false },
  { preset: 'hibob', body: `Ping test${' '.repeat(1_024)}`, is: false },
  { preset: 'bamboohr', body: 'Ping test', is: false },
])('$preset takes $body for a ping: $is', ({ preset, body, is }) => {
  expect(isPing(inlet(preset).event, delivery(body).body)).toBe(is);
});

describe('what comes of an event', () => {
  test.each([
    { preset: 'bamboohr', type: 'employee.created', expected: { kind: 'fetch' } },
    { preset: 'bamboohr', type: 'employee.deleted', expected: { kind: 'recorded', as: 'deleted' } },
    { preset: 'bamboohr', type: 'employee_with_fields.deleted', expected: { kind: 'recorded', as: 'deleted' } },
    { preset: 'bamboohr', type: 'applicant.hired', expected: { kind: 'recorded', as: 'unknownType' } },
    { preset: 'bamboohr', type: 'constructor', expected: { kind: 'recorded', as: 'unknownType' } },
    { preset: 'hibob', type: 'employee.access.revoked.immediately', expected: { kind: 'fetch' } },
    { preset: 'personio', type: 'employment.deleted', expected: { kind: 'recorded', as: 'ignored' } },
    { preset: 'finch', type: 'test.event', expected: { kind: 'recorded', as: 'ping' } },
    { preset: 'merge', type: 'Employee.removed', expected: { kind: 'recorded', as: 'deleted' } },
    { preset: 'merge', type: 'Employee.changed_somehow', expected: { kind: 'full' } },
  ])('$preset $type', ({ preset, type, expected }) => {
    expect(consequenceOf(inlet(preset), type)).toEqual(expected);
  });

  test('the exact type goes before any beginning, and the longer beginning before the shorter', () => {
    const definition = inlet('signed', {
      effects: { '*': 'full', 'a.*': 'ignore', 'a.b.*': 'ping', 'a.b.c': 'deleted' },
    });
    const told = ['z', 'a.x', 'a.b.x', 'a.b.c'].map((type) => consequenceOf(definition, type));
    expect(told).toEqual([
      { kind: 'full' },
      { kind: 'recorded', as: 'ignored' },
      { kind: 'recorded', as: 'ping' },
      { kind: 'recorded', as: 'deleted' },
    ]);
  });

  test('a deletion disables where that was asked for, and so does what is revoked', () => {
    const definition = inlet('hibob', {
      onDeleted: 'disable',
      effects: { 'employee.access.revoked.immediately': 'revoke' },
    });
    expect(consequenceOf(definition, 'employee.deleted')).toEqual({ kind: 'disable', because: 'deleted' });
    expect(consequenceOf(definition, 'employee.access.revoked.immediately')).toEqual({
      kind: 'disable',
      because: 'revoked',
    });
  });
});

describe('what a delivery is known by', () => {
  const proof: Proof = { secretIds: ['a'], id: null, timestamp: null, signature: null };
  const known = (preset: string, body: string, over: Partial<Proof> = {}, more = {}) =>
    replayKey(inlet(preset, more), { ...proof, ...over }, delivery(body, JSON_TYPE));

  test('the signed id, as it is or hashed', () => {
    expect(known('finch', '{}', { id: 'msg_2Lh9' })).toBe('msg_2Lh9');
    expect(known('finch', '{}', { id: '../a b' })).toMatch(/^[0-9a-f]{64}$/);
    expect(known('finch', '{}', { id: 'x'.repeat(101) })).toMatch(/^[0-9a-f]{64}$/);
  });

  test('the id in the body', () => {
    const more = { event: { shapes: [{ type: 'event_type', person: 'entity_uuid', id: 'uuid' }] } };
    expect(known('signed', '{"event_type":"a","uuid":"03ffbf0c"}', {}, more)).toBe('03ffbf0c');
    expect(known('signed', '{"event_type":"a"}', {}, more)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('source and id of a CloudEvent together', () => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    const key = (source: string) => {
      const body = JSON.stringify({ specversion: '1.0', id: '1', source, type: 'a' });
      return replayKey(inlet('cloudevents'), proof, delivery(body, headers));
    };
    expect(key('/a')).not.toBe(key('/b'));
    expect(key('/a')).toBe(key('/a'));
  });

  test('the signature where it identifies, else body and signed time', () => {
    expect(known('merge', '{"a":1}', { signature: 'x' })).toBe(known('merge', '{"a":2}', { signature: 'x' }));
    expect(known('hibob', '{"a":1}', { signature: 'x' })).toBe(known('hibob', '{"a":1}', { signature: 'y' }));
    expect(known('hibob', '{"a":1}')).not.toBe(known('hibob', '{"a":2}'));
    expect(known('bamboohr', '{}', { timestamp: '1' })).not.toBe(known('bamboohr', '{}', { timestamp: '2' }));
  });
});
