import { type ClaimTicket, createClaimRound } from '../../../shared/pipeline/person/claims';
import type { LedgerStore } from '../../../shared/store/people/ledger';
import type { StoredPerson } from '../../../shared/store/people/people';
import { unsaved } from '../../support/people';
import fc from '../../support/property';

const claiming = (anchor: string) => unsaved(anchor, { claim: { by: 'worker-1', until: 99 } });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A ledger that writes everybody but those named, and remembers who was written together. */
function openLedger({ lost = [], isDown = false }: { lost?: readonly string[]; isDown?: boolean } = {}) {
  const writes: string[][] = [];
  const ledger: Pick<LedgerStore, 'write'> = {
    async write(people) {
      const anchors = people.map(({ person }) => person.anchor);
      writes.push(anchors);
      await turn();
      if (isDown) throw new Error('storage is down');
      return people.map((one) => (lost.includes(one.person.anchor) ? undefined : { ...one, etag: 'new' }));
    },
  };
  return { round: createClaimRound(ledger), writes };
}

const told = (taken: StoredPerson | undefined) => taken && `${taken.person.anchor} at ${taken.etag}`;

test('somebody alone is written at once', async () => {
  const { round, writes } = openLedger();
  expect(told(await round.join().take(claiming('1a')))).toBe('1a at new');
  expect(writes).toEqual([['1a']]);
});

test('nobody is written while somebody is undecided', async () => {
  const { round, writes } = openLedger();
  const [a, b] = [round.join(), round.join()];
  const taken = a.take(claiming('1a'));
  await turn();
  expect(writes).toEqual([]);
  b.pass();
  expect(told(await taken)).toBe('1a at new');
});

test('what is not to be left as it is waits for nobody', async () => {
  const { round, writes } = openLedger();
  const [a] = [round.join(), round.join()];
  expect(told(await a.takeAtOnce(claiming('1a')))).toBe('1a at new');
  expect(writes).toEqual([['1a']]);
});

test('everybody who waits is written together', async () => {
  const { round, writes } = openLedger();
  const tickets = [round.join(), round.join(), round.join()];
  const taken = await Promise.all(['1a', '1b', '1c'].map((anchor, index) => tickets[index]?.take(claiming(anchor))));
  expect(taken.map(told)).toEqual(['1a at new', '1b at new', '1c at new']);
  expect(writes).toEqual([['1a', '1b', '1c']]);
});

test('who was changed by somebody else meanwhile gets nothing, the others get theirs', async () => {
  const { round } = openLedger({ lost: ['1b'] });
  const [a, b] = [round.join(), round.join()];
  const taken = await Promise.all([a.take(claiming('1a')), b.take(claiming('1b'))]);
  expect(taken.map(told)).toEqual(['1a at new', undefined]);
});

test('a write that fails fails everybody who waited for it', async () => {
  const { round } = openLedger({ isDown: true });
  const [a, b] = [round.join(), round.join()];
  const taken = await Promise.allSettled([a.take(claiming('1a')), b.take(claiming('1b'))]);
  expect(taken.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('who passes may say so again, and may still take later', async () => {
  const { round, writes } = openLedger();
  const [a, b] = [round.join(), round.join()];
  a.pass();
  a.pass();
  b.pass();
  expect(told(await a.take(claiming('1a')))).toBe('1a at new');
  expect(writes).toEqual([['1a']]);
});

test('who has taken is waited for again, until the next word', async () => {
  const { round, writes } = openLedger();
  const [a, b] = [round.join(), round.join()];
  b.pass();
  await a.take(claiming('1a'));
  const second = b.take(claiming('1b'));
  await turn();
  expect(writes).toEqual([['1a']]);
  a.pass();
  expect(told(await second)).toBe('1b at new');
});

test('who waits for somebody else does so without harm, having passed', async () => {
  const { round } = openLedger();
  const [report, manager] = [round.join(), round.join()];
  const account = manager.take(claiming('1a')).then((taken) => {
    manager.pass();
    return taken;
  });
  report.pass();
  await account;
  expect(told(await report.take(claiming('2b')))).toBe('2b at new');
});

describe('whatever people do, in whatever order', () => {
  type Step = 'take' | 'takeAtOnce' | 'pass' | 'work';
  const scripts = fc.array(fc.array(fc.constantFrom<Step>('take', 'takeAtOnce', 'pass', 'work'), { maxLength: 5 }), {
    minLength: 1,
    maxLength: 8,
  });

  async function play(ticket: ClaimTicket, anchor: string, steps: readonly Step[]): Promise<number> {
    let taken = 0;
    try {
      for (const step of steps) {
        if (step === 'work') await turn();
        else if (step === 'pass') ticket.pass();
        else if ((await ticket[step](claiming(anchor))) !== undefined) taken += 1;
      }
    } finally {
      ticket.pass();
    }
    return taken;
  }

  test('everybody gets through with all they took', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (people) => {
        const { round } = openLedger();
        const joined = people.map((steps, index) => ({ steps, anchor: `person-${index}`, ticket: round.join() }));
        const all = Promise.all(joined.map(({ ticket, anchor, steps }) => play(ticket, anchor, steps)));
        const stuck = (async () => {
          for (let turns = 0; turns < 500; turns += 1) await turn();
          return 'stuck';
        })();
        expect(await Promise.race([all, stuck])).toEqual(
          people.map((steps) => steps.filter((step) => step.startsWith('take')).length),
        );
      }),
      { numRuns: 100 },
    );
  });
});
