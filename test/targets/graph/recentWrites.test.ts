import { createRecentWrites } from '../../../shared/targets/graph/recentWrites';

const MINUTE = 60_000;
const ID = '0000000A-0000-4000-8000-000000000001';
const MIRA = { employeeId: '810042', userPrincipalName: 'mira@adatum.example', jobTitle: 'Analyst' };

function memory() {
  let now = 1_000_000;
  const opened = createRecentWrites(() => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...opened, pass };
}

describe('what was written lately', () => {
  test('is known by the values it was given, in any case', () => {
    const recent = memory();
    recent.moved(ID, 'live', MIRA);
    expect(recent.givenValue('employeeId', '810042')).toEqual([ID.toLowerCase()]);
    expect(recent.givenValue('userPrincipalName', 'MIRA@adatum.example')).toEqual([ID.toLowerCase()]);
    expect(recent.givenValue('employeeId', '810043')).toEqual([]);
    expect(recent.wasWritten(ID)).toBe(true);
    expect(recent.wasWritten('somebody else')).toBe(false);
  });

  test('is known by an unusual property from its first look-up on, members of properties too', () => {
    const recent = memory();
    const path = 'onPremisesExtensionAttributes/extensionAttribute1';
    expect(recent.givenValue(path, 'x')).toEqual([]);
    recent.moved(ID, 'live', { onPremisesExtensionAttributes: { extensionAttribute1: 'X' } });
    expect(recent.givenValue(path, 'x')).toEqual([ID.toLowerCase()]);
  });

  test('is known by old and new values alike: whoever asks reads which it is', () => {
    const recent = memory();
    recent.moved(ID, 'live', MIRA);
    recent.changed(ID, { employeeId: '7' });
    expect(recent.givenValue('employeeId', '810042')).toHaveLength(1);
    expect(recent.givenValue('employeeId', '7')).toHaveLength(1);
  });

  test('is forgotten after a quarter of an hour, counted from the last write', () => {
    const recent = memory();
    recent.moved(ID, 'live', MIRA);
    recent.pass(10 * MINUTE);
    recent.changed(ID, { employeeId: '7' });
    recent.pass(10 * MINUTE);
    expect(recent.givenValue('employeeId', '810042')).toHaveLength(1);
    recent.pass(6 * MINUTE);
    expect(recent.givenValue('employeeId', '810042')).toEqual([]);
    expect(recent.wasWritten(ID)).toBe(false);
  });

  test('is kept of 20,000 accounts at most, the youngest', () => {
    const recent = memory();
    for (let n = 0; n <= 20_000; n += 1) recent.moved(`account-${n}`, 'live', { employeeId: String(n) });
    expect(recent.givenValue('employeeId', '0')).toEqual([]);
    expect(recent.givenValue('employeeId', '1')).toEqual(['account-1']);
  });
});

describe('a "not found"', () => {
  test('is not believed in the first minute, about the place the account was put', () => {
    const recent = memory();
    recent.moved(ID, 'live', MIRA);
    expect([recent.isFresh(ID, 'live'), recent.isFresh(ID, 'deleted')]).toEqual([true, false]);
    recent.moved(ID, 'deleted');
    expect([recent.isFresh(ID, 'live'), recent.isFresh(ID, 'deleted')]).toEqual([false, true]);
    recent.pass(MINUTE);
    expect(recent.isFresh(ID, 'deleted')).toBe(false);
  });

  test('is believed of an account that was only changed, and of one nobody wrote', () => {
    const recent = memory();
    recent.changed(ID, MIRA);
    expect(recent.isFresh(ID, 'live')).toBe(false);
    expect(recent.isFresh('somebody else', 'live')).toBe(false);
  });

  test('a change does not make an account older', () => {
    const recent = memory();
    recent.moved(ID, 'live', MIRA);
    recent.changed(ID, { jobTitle: 'Lead' });
    expect(recent.isFresh(ID, 'live')).toBe(true);
  });
});
