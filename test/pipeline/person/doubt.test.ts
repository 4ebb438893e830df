import { ProvisioningError } from '../../../shared/errors';
import { busyUntil, claimAfter, noteDoubt } from '../../../shared/pipeline/person/doubt';
import { newPerson } from '../../../shared/store/people/people';
import { fakeClock } from '../../support/world';

const NOW = Date.UTC(2026, 0, 15, 9, 30);
const run = { clock: fakeClock(NOW), claimMs: 30_000, worker: 'me', doubts: new Map<string, number>() };

function storyAfter(error: unknown) {
  const story = { run, stored: { person: newPerson('job', '1') }, inDoubt: false };
  noteDoubt(story, error);
  return story;
}

describe('a write that failed', () => {
  test.each([
    { name: 'is in doubt when there was no answer', error: new ProvisioningError('Timeout', ''), isInDoubt: true },
    {
      name: 'is in doubt when the connection was lost',
      error: new ProvisioningError('EndpointUnavailable', ''),
      isInDoubt: true,
    },
    {
      name: 'is in doubt when the target failed at it',
      error: new ProvisioningError('InternalServerError', ''),
      isInDoubt: true,
    },
    { name: 'is in doubt when Muster itself does not know why', error: new Error('?'), isInDoubt: true },
    { name: 'did not happen when throttled', error: new ProvisioningError('TooManyRequests', ''), isInDoubt: false },
    { name: 'did not happen when refused', error: new ProvisioningError('InvalidValue', ''), isInDoubt: false },
    {
      name: 'did not happen without credentials',
      error: new ProvisioningError('InvalidCredentials', ''),
      isInDoubt: false,
    },
  ])('$name', ({ error, isInDoubt }) => {
    expect(storyAfter(error).inDoubt).toBe(isInDoubt);
  });
});

describe('the claim an attempt leaves behind', () => {
  const doubted = { ...newPerson('job', '1'), claim: claimAfter(storyAfter(new ProvisioningError('Timeout', ''))) };

  test('is none when it is known what happened', () => {
    expect(claimAfter({ run, inDoubt: false })).toBeNull();
  });

  test('keeps everybody away while the write may yet happen, the worker that made it too', () => {
    expect(busyUntil(doubted, { ...run, doubts: new Map() })).toBe(NOW + 30_000);
  });

  test('runs out', () => {
    const later = { ...run, clock: fakeClock(NOW + 30_000) };
    expect(busyUntil(doubted, later)).toBeUndefined();
  });

  test('need not be kept to hold for the invocation that left it: its own claim would let it in', () => {
    const unkept = { ...doubted, claim: { by: 'me', until: NOW + 20_000 } };
    expect(busyUntil(unkept, run)).toBe(NOW + 30_000);
    expect(busyUntil(unkept, { ...run, doubts: new Map() })).toBeUndefined();
  });
});
