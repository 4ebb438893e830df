/** Sends people's tasks on their way: one task for many people a message. */
import { chunk } from '../../collections';
import type { Needs } from '../ports';
import { type Errand, type ErrandMessage, writeMessage } from './messages';
import type { ErrandPerson } from './tasks';

type Ports = Needs<'clock' | 'random' | 'operations' | 'intake'>;

/** How it travels. */
export interface Way {
  /** How long nobody gets the message yet. */
  readonly delaySeconds?: number;
  /** In the first lane; what decides about deletions always does. */
  readonly ahead?: boolean;
}

/** People a message: few enough to fit, many enough to share transactions. */
const PEOPLE_A_MESSAGE = 100;

/** Work of its own: it joins the open cycle, or opens one, and keeps it open until it is done. */
export function startErrand(
  jobId: string,
  errand: Errand,
  anchors: readonly string[],
  ports: Ports,
  way: Way = {},
): Promise<void> {
  const people = anchors.map((anchor) => ({ anchor }));
  return startErrandFor(jobId, errand, people, ports, way);
}

/** What the cycle calls such work: what travels ahead is waited for apart from what does not. */
export function kindOfWork(errand: Errand, ahead: boolean): string {
  return ahead ? `${errand}Ahead` : errand;
}

export async function startErrandFor(
  jobId: string,
  errand: Errand,
  people: readonly ErrandPerson[],
  ports: Ports,
  { delaySeconds = 0, ahead = false }: Way = {},
): Promise<void> {
  for (const part of chunk(people, PEOPLE_A_MESSAGE)) {
    const work = `${kindOfWork(errand, ahead)}-${ports.random.uuid()}`;
    const cycleId = await ports.intake.beginWork(jobId, [work], ports.random.uuid(), ports.clock.now());
    const text = errandMessage(part, { jobId, cycleId, errand, work, ...(ahead && { ahead }) });
    await ports.operations.send(jobId, text, { delaySeconds });
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
    await operations.send(jobId, errandMessage(part, { jobId, cycleId, errand, work: null }), { delaySeconds });
  }
}

type Frame = Pick<ErrandMessage, 'jobId' | 'cycleId' | 'errand' | 'work' | 'ahead'>;

function errandMessage(people: readonly ErrandPerson[], frame: Frame): string {
  const since = people.flatMap((person) => person.since ?? []);
  const anchors = people.map(({ anchor }) => anchor);
  const about = people.flatMap((person) => (person.about === undefined ? [] : [person.about]));
  const more = {
    ...(since.length === anchors.length && { since }),
    ...(about.length === anchors.length && { about }),
  };
  return writeMessage({ kind: 'errand', ...frame, anchors, ...more });
}
