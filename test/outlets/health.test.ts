import type { OutletDefinition } from '../../shared/outlets/definition';
import {
  afterFailure,
  afterRefusal,
  afterSuccess,
  disabled,
  NEW_HEALTH,
  type OutletHealth,
  resumed,
  SILENT_MS,
  stateOf,
} from '../../shared/outlets/health';
import type { WritebackDefinition } from '../../shared/outlets/writeback/definition';

const SENT: OutletDefinition = {
  url: 'https://hooks.example.com/muster',
  types: [],
  include: 'ids',
  where: null,
  enabled: true,
};
const TROUBLE = { status: 503, message: 'Come back later.' };
const fail = (health: OutletHealth, times: number, at = 1_000) =>
  Array.from({ length: times }).reduce<OutletHealth>((one) => afterFailure(one, TROUBLE, at, 0.5), health);

describe('an outlet', () => {
  test('is not verified until its receiver takes something', () => {
    expect(stateOf(NEW_HEALTH, SENT)).toBe('unverified');
    expect(stateOf(afterSuccess(NEW_HEALTH, 5), SENT)).toBe('healthy');
    expect(stateOf(NEW_HEALTH, { ...SENT, enabled: false })).toBe('paused');
  });

  test('of which things are fetched has no receiver to wait for', () => {
    expect(stateOf(NEW_HEALTH, { ...SENT, url: null })).toBe('healthy');
    expect(stateOf(NEW_HEALTH, { ...SENT, url: null, enabled: false })).toBe('paused');
    const scim: WritebackDefinition = { way: 'scim', map: [], refresh: 'P7D' };
    expect(stateOf(NEW_HEALTH, { ...SENT, url: null, writeback: scim })).toBe('unverified');
    expect(stateOf(NEW_HEALTH, { ...SENT, url: null, writeback: { ...scim, way: 'pull' } })).toBe('healthy');
  });

  test('backs off at the fifth failure in a row, and not before', () => {
    expect(stateOf(fail(afterSuccess(NEW_HEALTH, 5), 4), SENT)).toBe('healthy');
    expect(stateOf(fail(NEW_HEALTH, 5), SENT)).toBe('failing');
    const interrupted = fail(afterSuccess(fail(NEW_HEALTH, 4), 5), 4);
    expect(interrupted).toMatchObject({ failures: 4, backOff: null });
  });

  test('tries its oldest event on the schedule while it backs off, and lets all go when one is taken', () => {
    const fifth = fail(NEW_HEALTH, 5);
    expect(fifth.backOff).toEqual({ tries: 1, nextAt: 1_000 + 5_000 });
    expect(fail(fifth, 1, 7_000).backOff).toEqual({ tries: 2, nextAt: 7_000 + 300_000 });
    expect(afterSuccess(fifth, 9_000)).toMatchObject({
      backOff: null,
      failures: 0,
      failingSince: null,
      releasedAt: 9_000,
    });
    expect(afterSuccess(fail(NEW_HEALTH, 4), 9_000).releasedAt).toBe(0); // nothing was held back
  });

  test('is disabled when five days are over, with the next failure', () => {
    const failing = fail(NEW_HEALTH, 5);
    expect(fail(failing, 1, 1_000 + SILENT_MS - 1).disabled).toBeNull();
    const silent = fail(failing, 1, 1_000 + SILENT_MS);
    expect([silent.disabled, silent.isUntold, stateOf(silent, SENT)]).toEqual([
      { at: 1_000 + SILENT_MS, why: 'silent' },
      true,
      'disabled',
    ]);
    expect(SILENT_MS).toBe(5 * 24 * 60 * 60_000);
  });

  test('keeps going where a receiver refuses single events', () => {
    const refused = Array.from({ length: 9 }).reduce<OutletHealth>((one) => afterRefusal(one, TROUBLE, 1), NEW_HEALTH);
    expect(refused).toMatchObject({ failures: 0, backOff: null, lastFailure: { at: 1, status: 503 } });
  });

  test('goes on from the beginning when it is resumed, and remembers what it dropped', () => {
    const gone = disabled({ ...fail(NEW_HEALTH, 7), dropped: 3 }, 'gone', 2_000);
    expect(resumed(gone, 3_000)).toMatchObject({
      ...{ disabled: null, failures: 0, backOff: null, dueAt: 3_000, releasedAt: 3_000, dropped: 3, isUntold: false },
    });
  });
});
