import { parseDuration } from '../../shared/graph/duration';

describe('parseDuration', () => {
  test.each([
    { text: 'PT40M', ms: 2_400_000 },
    { text: 'PT1H30M', ms: 5_400_000 },
    { text: 'P1D', ms: 86_400_000 },
    { text: 'P1DT12H', ms: 129_600_000 },
    { text: 'PT0.5S', ms: 500 },
    { text: 'pt40m', ms: 2_400_000 },
    { text: 'P10675199DT2H48M5.4775807S', ms: 922_337_203_685_477.6 },
  ])('$text is $ms ms', ({ text, ms }) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', 'P', 'PT', '40', 'PT40', 'P1M', '-PT1M', 'PT1M1H', '1D'])('%p is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
