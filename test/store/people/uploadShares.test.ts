import { type PackShare, readShares, sharesOf, writeShares } from '../../../shared/store/people/uploadShares';
import { logEntry } from '../../support/logEntries';
import fc from '../../support/property';

const of = (uploadFirst: number) => ({ sequence: 1, uploadFirst, bulkId: 'b' });

test('a pack tells of each upload how many operations it answers, how many failed, how many deletions are held, and what went ahead', () => {
  const shares = sharesOf([
    logEntry({ operation: of(57) }),
    logEntry({ operation: of(57), status: 'failure' }),
    logEntry({ operation: of(107), action: 'stagedDelete', status: 'skipped' }),
    logEntry({ operation: { ...of(107), ahead: true } }),
    logEntry({ operation: of(57), attempt: 2, status: 'failure' }), // answers nothing anew
    logEntry({ operation: null }),
  ]);
  expect([...shares]).toEqual([
    [57, { answered: 2, failures: 2, staged: 0, ahead: 0 }],
    [107, { answered: 2, failures: 0, staged: 1, ahead: 1 }],
  ]);
  expect(writeShares(shares)).toBe('57.2.2.0,107.2.0.1.1');
});

test('what is written is read', () => {
  const share = fc.record<PackShare>({ answered: fc.nat(), failures: fc.nat(), staged: fc.nat(), ahead: fc.nat() });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.nat(), share), { selector: ([first]) => first }), (entries) => {
      const shares = new Map(entries);
      expect(readShares(writeShares(shares))).toEqual(shares);
    }),
  );
});
