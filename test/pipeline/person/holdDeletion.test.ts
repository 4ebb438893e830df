import type { LeavingScopePlan } from '../../../shared/engine/person/leavingScope';
import { NO_VOCABULARY } from '../../../shared/engine/schema/vocabulary';
import { holdDeletion } from '../../../shared/pipeline/person/holdDeletion';
import type { Purpose, Run } from '../../../shared/pipeline/person/run';
import { beginStory } from '../../../shared/pipeline/person/story';
import type { ProvisioningTask } from '../../../shared/pipeline/queue/tasks';
import { newPerson } from '../../../shared/store/people/people';
import { fakeClock } from '../../support/world';

const EVALUATION: ProvisioningTask = { kind: 'reevaluate' };
const LET_GO: ProvisioningTask = { kind: 'release', since: undefined, allowed: false };
const DELETE: LeavingScopePlan = { kind: 'delete' };

/** What becomes of the plan: it is carried out, held, or refused with an entry that says so. */
function fateOf(purpose: Purpose, task: ProvisioningTask, isGuarded: boolean, plan = DELETE): string {
  const systems = { source: 'API', target: 'AD' };
  const compiled = { vocabulary: NO_VOCABULARY };
  const context = { guard: { enabled: isGuarded }, job: { purgeBelow: 0 }, systems, compiled };
  const run = { purpose, context, cycleId: 'cycle', clock: fakeClock(1_000), claimMs: 30_000 } as unknown as Run;
  const person = newPerson('job', 'p1');
  const ticket = { take: async () => undefined, takeAtOnce: async () => undefined, pass: () => undefined };
  const ending = holdDeletion(beginStory(task, { person, saved: person, etag: '1' }, run, ticket), plan);
  if (ending === undefined) return 'carried out';
  if (ending.kind !== 'done') return ending.kind;
  if (ending.stored.person.held !== null) return 'held';
  return ending.entries.map(({ status }) => status).join();
}

describe.each<{ purpose: Purpose; guarded: string; letGo: string; unguarded: string }>([
  { purpose: 'upload', guarded: 'held', letGo: 'carried out', unguarded: 'carried out' },
  { purpose: 'onDemand', guarded: 'skipped', letGo: 'skipped', unguarded: 'skipped' },
  { purpose: 'rehearsal', guarded: 'carried out', letGo: 'carried out', unguarded: 'carried out' },
  { purpose: 'plan', guarded: 'held', letGo: 'carried out', unguarded: 'carried out' },
])('a deletion of $purpose', ({ purpose, guarded, letGo, unguarded }) => {
  test(`is ${guarded}`, () => {
    expect(fateOf(purpose, EVALUATION, true)).toBe(guarded);
  });

  test(`that the guard let go is ${letGo}`, () => {
    expect(fateOf(purpose, LET_GO, true)).toBe(letGo);
  });

  test(`that nobody guards is ${unguarded}`, () => {
    expect(fateOf(purpose, EVALUATION, false)).toBe(unguarded);
  });
});

test.each<Purpose>(['upload', 'onDemand', 'rehearsal', 'plan'])(
  'what takes no access away is carried out: %s',
  (purpose) => {
    expect(fateOf(purpose, EVALUATION, true, { kind: 'nothing', reason: '' })).toBe('carried out');
  },
);
