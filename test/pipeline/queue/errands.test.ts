/** What an errand says of each person, so that a message that comes late finds exactly what it is about. */
import { sendErrand, startErrandFor } from '../../../shared/pipeline/queue/errands';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import type { ErrandPerson } from '../../../shared/pipeline/queue/tasks';
import { fakeClock, seededRandom } from '../../support/world';

function ports() {
  const sent: { readonly message: object; readonly delaySeconds: number | undefined }[] = [];
  const begun: string[] = [];
  const operations = {
    send: async (_: string, text: string, options?: { readonly delaySeconds?: number }) =>
      void sent.push({ message: readMessage(text), delaySeconds: options?.delaySeconds }),
  };
  const intake = {
    beginWork: async (_: string, works: readonly string[]) => {
      begun.push(...works);
      return 'cycle';
    },
  };
  return { sent, begun, given: { operations, intake, clock: fakeClock(), random: seededRandom() } as never };
}

test.each<{ name: string; people: readonly ErrandPerson[]; says: object }>([
  { name: 'nothing more', people: [{ anchor: 'a' }], says: {} },
  {
    name: 'since when',
    people: [
      { anchor: 'a', since: 1 },
      { anchor: 'b', since: 2 },
    ],
    says: { since: [1, 2] },
  },
  { name: 'since when of one alone, and so of nobody', people: [{ anchor: 'a', since: 1 }, { anchor: 'b' }], says: {} },
  {
    name: 'about what',
    people: [
      { anchor: 'a', about: 'all' },
      { anchor: 'b', about: ['e'] },
    ],
    says: { about: ['all', ['e']] },
  },
  {
    name: 'about what of one alone, and so of nobody',
    people: [{ anchor: 'a' }, { anchor: 'b', about: ['e'] }],
    says: {},
  },
])('$name', async ({ people, says }) => {
  const { sent, given } = ports();
  await sendErrand('job', 'cycle', 'reject', people, given, 5);
  const message = { kind: 'errand', jobId: 'job', cycleId: 'cycle', errand: 'reject', work: null };
  const anchors = people.map(({ anchor }) => anchor);
  expect(sent).toEqual([{ message: { ...message, anchors, ...says }, delaySeconds: 5 }]);
});

test.each([
  { ahead: false, kind: 'retry-' },
  { ahead: true, kind: 'retryAhead-' },
])('a hundred a message, each kept open by work of its own: ahead $ahead', async ({ ahead, kind }) => {
  const { sent, begun, given } = ports();
  const people = Array.from({ length: 101 }, (_, index) => ({ anchor: `${index}` }));
  await startErrandFor('job', 'retry', people, given, { ahead });
  const messages = sent.map(({ message }) => message as { anchors: string[]; work: string; ahead?: true });
  expect(messages.map(({ anchors }) => anchors.length)).toEqual([100, 1]);
  expect(messages.map(({ work }) => work)).toEqual(begun);
  expect(begun.every((work) => work.startsWith(kind))).toBe(true);
  expect(messages.map((message) => message.ahead === true)).toEqual([ahead, ahead]);
});
