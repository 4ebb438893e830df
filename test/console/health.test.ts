import { healthOf, needsDecision, rankOf, type Vitals, worstFirst } from '../../console/rules/health';

const FINE: Vitals = {
  state: 'Active',
  escrowed: 0,
  held: { settling: 0, staged: 0 },
  agents: null,
  backlog: { operations: 0 },
};

describe('how a job is doing', () => {
  test.each<{ name: string; vitals: Partial<Vitals>; kind: string; people?: number; decides: boolean }>([
    { name: 'nothing is wrong', vitals: {}, kind: 'healthy', decides: false },
    { name: 'it was started and nothing was sent yet', vitals: { state: 'NotRun' }, kind: 'healthy', decides: false },
    { name: 'it works', vitals: { backlog: { operations: 3 } }, kind: 'working', decides: false },
    { name: 'nobody started it', vitals: { state: 'NotConfigured' }, kind: 'new', decides: false },
    {
      name: 'somebody paused it, and people fail',
      vitals: { state: 'Paused', escrowed: 2 },
      kind: 'paused',
      decides: false,
    },
    { name: 'people fail', vitals: { escrowed: 12 }, kind: 'failing', people: 12, decides: false },
    { name: 'deletions settle', vitals: { held: { settling: 4, staged: 0 } }, kind: 'healthy', decides: false },
    {
      name: 'deletions wait for somebody',
      vitals: { held: { settling: 0, staged: 36 }, escrowed: 1 },
      kind: 'held',
      people: 36,
      decides: true,
    },
    {
      name: 'its agent is away',
      vitals: { agents: { state: 'inactive' }, escrowed: 5 },
      kind: 'agentAway',
      decides: true,
    },
    { name: 'its agent is there', vitals: { agents: { state: 'active' } }, kind: 'healthy', decides: false },
    { name: 'it was stopped for good', vitals: { state: 'Disabled' }, kind: 'disabled', decides: true },
    {
      name: 'it is in quarantine, whatever else',
      vitals: { state: 'Quarantine', escrowed: 5 },
      kind: 'quarantine',
      decides: true,
    },
  ])('$name: $kind', ({ vitals, kind, people, decides }) => {
    const health = healthOf({ ...FINE, ...vitals });
    expect(health).toEqual(people === undefined ? { kind } : { kind, people });
    expect(needsDecision(health)).toBe(decides);
  });

  test('the worst comes first, and equals stay as they were', () => {
    const job = (name: string, vitals: Partial<Vitals>) => ({ ...FINE, ...vitals, name });
    const jobs = [
      job('healthy', {}),
      job('paused', { state: 'Paused' }),
      job('failing', { escrowed: 1 }),
      job('second quarantine', { state: 'Quarantine' }),
      job('third quarantine', { state: 'Quarantine' }),
      job('disabled', { state: 'Disabled' }),
    ];
    expect(worstFirst(jobs).map(({ name }) => name)).toEqual([
      'second quarantine',
      'third quarantine',
      'disabled',
      'failing',
      'paused',
      'healthy',
    ]);
    expect(rankOf({ kind: 'quarantine' })).toBe(0);
  });
});
