import { ERRANDS, type Errand, type ErrandMessage } from '../../../shared/pipeline/queue/messages';
import { errandOf, sinceOf, type Task, tasksOf } from '../../../shared/pipeline/queue/tasks';

function message(errand: Errand, anchors: readonly string[], since?: readonly number[]): ErrandMessage {
  const about = { anchors, ...(since !== undefined && { since }) };
  return { kind: 'errand', jobId: 'job', cycleId: 'cycle', errand, ...about, work: null };
}

describe('tasksOf', () => {
  test.each<{ errand: Errand; task: Task; again: Errand }>([
    { errand: 'resolveWaiting', task: { kind: 'resolveWaiting' }, again: 'resolveWaiting' },
    { errand: 'retry', task: { kind: 'retry' }, again: 'retry' },
    { errand: 'probe', task: { kind: 'retry' }, again: 'retry' }, // once the job is out of quarantine, it is one
    { errand: 'release', task: { kind: 'release', since: 7, allowed: false }, again: 'release' },
    { errand: 'allow', task: { kind: 'release', since: 7, allowed: true }, again: 'allow' },
    { errand: 'stage', task: { kind: 'stage', since: 7 }, again: 'stage' },
    { errand: 'reevaluate', task: { kind: 'reevaluate' }, again: 'reevaluate' },
    { errand: 'converge', task: { kind: 'converge', about: 'all' }, again: 'converge' },
  ])('$errand is a task, and what has to wait goes back as $again', ({ errand, task, again }) => {
    const tasks = tasksOf(message(errand, ['p1'], [7]));
    expect(tasks).toEqual([['p1', task]]);
    expect(tasks.map(([, one]) => errandOf(one))).toEqual([again]);
  });

  test('knows every errand there is', () => {
    expect(ERRANDS.map((errand) => tasksOf(message(errand, ['p1'])).length)).toEqual(ERRANDS.map(() => 1));
  });

  test('names each person’s own deletion, and none where older code named none', () => {
    const since = (named?: readonly number[]) =>
      tasksOf(message('release', ['p1', 'p2'], named)).map(([anchor, task]) => [anchor, sinceOf(task)]);
    expect(since([3, 4])).toEqual([
      ['p1', 3],
      ['p2', 4],
    ]);
    expect(since()).toEqual([
      ['p1', undefined],
      ['p2', undefined],
    ]);
  });

  test('only what concerns a held deletion says which', () => {
    expect(sinceOf({ kind: 'retry' })).toBeUndefined();
    expect(sinceOf({ kind: 'stage', since: 5 })).toBe(5);
  });
});
