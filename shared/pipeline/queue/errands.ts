/** Sends people's tasks on their way: one task for many people a message. */
import { chunk } from '../../collections';
import type { Needs } from '../ports';
import { type Errand, writeMessage } from './messages';
import type { ErrandPerson } from './tasks';

type Ports = Needs<'clock' | 'random' | 'operations' | 'intake'>;

/** People a message: few enough to fit, many enough to share transactions. */
const PEOPLE_A_MESSAGE = 100;

/** Work of its own: it joins the open cycle, or opens one, and keeps it open until it is done. */
export function startErrand(
  jobId: string,
  errand: Errand,
  anchors: readonly string[],
  ports: Ports,
  delaySeconds = 0,
): Promise<void> {
  const people = anchors.map((anchor) => ({ anchor }));
  return startErrandFor(jobId, errand, people, ports, delaySeconds);
}

export async function startErrandFor(
  jobId: string,
  errand: Errand,
  people: readonly ErrandPerson[],
  ports: Ports,
  delaySeconds = 0,
): Promise<void> {
  for (const part of chunk(people, PEOPLE_A_MESSAGE)) {
    const work = `${errand}-${ports.random.uuid()}`;
    const cycleId = await ports.intake.beginWork(jobId, [work], ports.random.uuid(), ports.clock.now());
    await ports.operations.send(jobId, errandMessage(jobId, cycleId, errand, part, work), { delaySeconds });
  }
}

/** Work within a cycle that is open for other reasons: what is held keeps it open. */
export async function sendErrand(
  jobId: string,
  cycleId: string,
  errand: Errand,
  people: readonly ErrandPerson[],
  { operations }: Needs<'operations'>,
  delaySeconds = 0,
): Promise<void> {
  for (const part of chunk(people, PEOPLE_A_MESSAGE)) {
    await operations.send(jobId, errandMessage(jobId, cycleId, errand, part, null), { delaySeconds });
  }
}

function errandMessage(
  jobId: string,
  cycleId: string,
  errand: Errand,
  people: readonly ErrandPerson[],
  work: string | null,
): string {
  const since = people.flatMap((person) => person.since ?? []);
  const anchors = people.map(({ anchor }) => anchor);
  const about = people.flatMap((person) => (person.about === undefined ? [] : [person.about]));
  const more = {
    ...(since.length === anchors.length && { since }),
    ...(about.length === anchors.length && { about }),
  };
  return writeMessage({ kind: 'errand', errand, jobId, cycleId, anchors, ...more, work });
}
