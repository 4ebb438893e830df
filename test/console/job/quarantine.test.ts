import { procedureOf, sinceThen, stepsOf } from '../../../console/rules/job/quarantine';
import { NO_EMAIL } from '../../../shared/pipeline/quarantine/notificationSettings';

describe('the way out', () => {
  test.each([
    ['EncounteredQuarantineException', 'InvalidCredentials', 'connection'],
    ['EncounteredQuarantineException', NO_EMAIL.code, 'email'],
    ['EncounteredQuarantineException', 'HybridIdentityServiceNoActiveAgents', 'agent'],
    ['EncounteredBaseEscrowThreshold', 'EncounteredBaseEscrowThreshold', 'failures'],
    ['EncounteredTotalEscrowThreshold', 'EncounteredTotalEscrowThreshold', 'failures'],
    ['EncounteredEscrowProportionThreshold', 'EncounteredEscrowProportionThreshold', 'failures'],
    ['TooManyDeletes', 'TooManyDeletes', 'deletions'],
    ['QuarantinedOnDemand', 'QuarantinedOnDemand', 'operator'],
    ['Unknown', '', 'other'],
  ] as const)('of %s (%s) is that of %s', (reason, code, procedure) => {
    expect(procedureOf({ reason, error: { code } })).toBe(procedure);
  });

  test('of a quarantine without an error goes by its reason', () => {
    expect(procedureOf({ reason: 'EncounteredQuarantineException', error: null })).toBe('connection');
  });

  const nothing = { isTested: false, hasEmail: false, isAgentActive: false, staged: 3, escrowed: 9 };
  const all = { isTested: true, hasEmail: true, isAgentActive: true, staged: 0, escrowed: 0 };
  const told = (steps: ReturnType<typeof stepsOf>) => steps.map(({ id, isDone }) => `${id}${isDone ? ' ✓' : ''}`);

  test.each([
    ['connection', ['correct', 'test', 'restart'], ['correct ✓', 'test ✓', 'restart']],
    ['email', ['email', 'restart'], ['email ✓', 'restart']],
    ['agent', ['agent', 'waits'], ['agent ✓', 'waits']],
    ['failures', ['causes', 'restart'], ['causes ✓', 'restart']],
    ['deletions', ['decide', 'waits'], ['decide ✓', 'waits']],
    ['operator', ['why', 'restart'], ['why', 'restart']],
    ['other', ['look', 'restart'], ['look', 'restart']],
  ] as const)('of %s ticks itself', (procedure, before, after) => {
    expect(told(stepsOf(procedure, nothing))).toEqual(before);
    expect(told(stepsOf(procedure, all))).toEqual(after);
  });
});

describe('what came of people since the restart', () => {
  const none = [0, 0, 0];
  const steps = {
    stepSeconds: 60,
    toDateTime: '2026-01-01T10:03:00.000Z',
    success: [100, 10, 1],
    skipped: none,
    warning: [0, 0, 2],
    failure: [50, 5, 0],
  };

  test.each([
    ['2026-01-01T10:02:30Z', { people: 3, failed: 0 }],
    ['2026-01-01T10:01:00Z', { people: 18, failed: 5 }],
    ['2026-01-01T10:03:30Z', { people: 0, failed: 0 }],
    ['2026-01-01T09:00:00Z', { people: 168, failed: 55 }],
  ])('at %s is %j', (since, told) => {
    expect(sinceThen(steps, Date.parse(since))).toEqual(told);
  });
});
