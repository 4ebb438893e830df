import { parseRetryAfter } from '../../../shared/targets/kit/retryAfter';

describe('parseRetryAfter', () => {
  const now = Date.parse('2025-03-01T12:00:00Z');
  test.each([
    { header: undefined, ms: undefined },
    { header: '0', ms: 0 },
    { header: '  120  ', ms: 120_000 },
    { header: '2025-03-02', ms: 43_200_000 },
    { header: 'Sat, 01 Mar 2025 12:00:30 GMT', ms: 30_000 },
    { header: 'Sat, 01 Mar 2025 11:00:00 GMT', ms: 0 },
    { header: 'soon', ms: undefined },
    { header: '', ms: undefined },
  ])('$header is $ms', ({ header, ms }) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});
