import { freedFrom, isOutOfReach, stretchAfter, waitsForTarget } from '../../../shared/engine/job/targetOutage';

test.each([
  { code: 'EndpointUnavailable', isAway: true, waits: true },
  { code: 'Timeout', isAway: true, waits: true },
  { code: 'WebExceptionProtocolError', isAway: true, waits: true },
  { code: 'InternalServerError', isAway: true, waits: true },
  { code: 'InvalidCredentials', isAway: false, waits: true },
  { code: 'SystemForCrossDomainIdentityManagementServiceIncompatible', isAway: false, waits: true },
  { code: 'TooManyRequests', isAway: false, waits: false },
  { code: 'InternalError', isAway: false, waits: false },
  { code: 'EntryConflict', isAway: false, waits: false },
  { code: 'ReferenceNotFound', isAway: false, waits: false },
] as const)('whoever fails with $code waits for the target: $waits', ({ code, isAway, waits }) => {
  expect([isOutOfReach(code), waitsForTarget(code)]).toEqual([isAway, waits]);
});

test.each([
  { failedFor: 0, waits: 1 },
  { failedFor: 10, waits: 1 },
  { failedFor: 30, waits: 3 },
  { failedFor: 400, waits: 40 },
])('who has failed for $failedFor minutes waits for $waits more, whoever gets through', ({ failedFor, waits }) => {
  const failedAt = 1_000 + failedFor * 60_000;
  expect(freedFrom({ firstFailureAt: 1_000, failedAt })).toBe(failedAt + waits * 60_000);
});

test('stretches begin small, double, and stay small enough for one round', () => {
  const sizes: number[] = [];
  let size: number | undefined;
  for (let count = 0; count < 8; count += 1) {
    size = stretchAfter(size);
    sizes.push(size);
  }
  expect(sizes).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
});
