import { Trail, type TrailStart } from '../../../shared/pipeline/person/trail';

const START: TrailStart = { anchor: 'p1', data: {}, cycleId: 'c1', startedAt: 1_000, attempt: 1, operation: null };
const changeIdOf = (start: Partial<TrailStart>) => new Trail({ ...START, ...start }).entry(1_000).changeId;

describe('the change id', () => {
  test('is that of the person and the cycle, and of all their entries', () => {
    expect(changeIdOf({})).toBe('45f15c0c-61dd-8df5-88aa-e95200751cea');
    expect(changeIdOf({ attempt: 2, startedAt: 5_000 })).toBe(changeIdOf({}));
  });

  test.each<{ name: string; start: Partial<TrailStart>; id: string }>([
    { name: 'another person', start: { anchor: 'p2' }, id: 'f092df67-1d9b-8f8f-8ea1-fbbdce6fa2c7' },
    { name: 'another cycle', start: { cycleId: 'c2' }, id: 'cc7154f0-e64b-8476-8076-d7f509e57f00' },
    { name: 'nobody knows whom', start: { anchor: '', key: '#7' }, id: 'f4b72927-e5df-8479-8066-b2f9baa90c10' },
  ])('is another for $name', ({ start, id }) => {
    expect(changeIdOf(start)).toBe(id);
  });
});
