import { allTotals, NEW_STATUS, parseStatus } from '../../../shared/store/jobs/jobStatus';
import { NO_TOTALS } from '../../../shared/store/people/entryPacks';

/** Totals as they were written before people in scope and references were counted. */
const OLD = {
  operations: 3,
  success: 2,
  failure: 1,
  skipped: 0,
  warning: 0,
  exported: 2,
  linked: 2,
  escrowed: 1,
  waiting: 0,
  deprovisioned: 0,
};
const OLD_OPEN = { cycleId: 'c', totals: OLD, accepted: 3, answered: 3, since: 0 };

test('a status comes back as it was written', () => {
  expect(parseStatus(JSON.stringify(NEW_STATUS))).toEqual(NEW_STATUS);
});

describe('a status that older code wrote', () => {
  test.each([
    { name: 'of no open cycle', open: null, found: [] },
    { name: 'of one open cycle', open: OLD_OPEN, found: [{ ...OLD_OPEN, totals: { ...NO_TOTALS, ...OLD } }] },
  ])('$name is read', ({ open, found }) => {
    expect(parseStatus(JSON.stringify({ ...NEW_STATUS, open })).open).toEqual(found);
  });

  test('can be added to', () => {
    const lastExecution = {
      cycleId: 'b',
      began: 1,
      ended: 2,
      accepted: 3,
      totals: OLD,
      state: 'Succeeded',
      error: null,
    };
    const status = parseStatus(JSON.stringify({ ...NEW_STATUS, open: OLD_OPEN, completed: OLD, lastExecution }));
    expect(allTotals(status)).toMatchObject({ operations: 6, inScope: 0, references: 0 });
    expect(status.lastExecution?.totals).toEqual({ ...NO_TOTALS, ...OLD });
  });
});
