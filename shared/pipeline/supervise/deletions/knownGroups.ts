/**
 * Which held deletions are seen whole, so that the guard may let them go. Each belongs to a group: what its upload sent
 * ahead, what the rest of that upload takes away, or work of Muster's own, which is a sweep or a round of retries. A group is
 * known when each of it is answered, held itself, or refused by storage and set aside. No group waits for another, so a load of creations delays no
 * termination, not even one of the same upload.
 *
 * What was not told beforehand waits for a sweep, too, that still finds more of its kind.
 *
 * Better data still counts, in whichever lane it waits: whose newer operation is to be answered yet is let go after it.
 *
 * What is answered was counted before what is held was listed, so that nothing counts twice: at worst a group is known a
 * round later.
 */
import type { HeldSummary } from '../../../store/people/indexColumns';
import type { Upload } from '../../../store/uploads/intake';
import { countWork } from '../../../store/uploads/pendingWork';
import type { HeldPerson } from '../../person/heldDeletions';
import type { Needs } from '../../ports';
import { kindOfWork } from '../../queue/errands';
import { REEVALUATE_ALL } from '../../queue/reevaluateAll';
import { underWay } from '../../uploads/underWay';
import type { CycleReport, OpenCycle } from '../closeCycles';
import { listSetAside } from './setAside';

type Ports = Needs<'intake' | 'putOff' | 'people'>;

/** What may take access away without an operation that says so. */
const OWN_WORK = [REEVALUATE_ALL, 'reevaluate', kindOfWork('retry', false), kindOfWork('retry', true)];

/** What uploads still have to say that bears on what is due. */
interface Unanswered {
  /** By the upload's first number: those that somebody who is due belongs to. */
  readonly groups: ReadonlyMap<number, Upload>;
  /** Numbers of operations of those who are due that are newer than what is held, by source anchor. */
  readonly newer: ReadonlyMap<string, readonly number[]>;
}

/**
 * @param due of one cycle, and held for long enough
 * @param held all that the cycle holds and nobody has staged
 * @returns those of the due who may go
 */
export async function ofKnownGroups(
  jobId: string,
  due: readonly HeldPerson[],
  held: readonly HeldPerson[],
  { cycle }: OpenCycle,
  cycles: CycleReport,
  ports: Ports,
): Promise<readonly HeldPerson[]> {
  if (due.length === 0) return due;
  const { groups, newer } = await readUnanswered(jobId, due, cycle.first, cycles, ports);
  const isUnderWay = (kind: string) => countWork(cycle.pending, kind) > 0;
  const known = new Map<string, Promise<boolean>>();
  const isKnown = ({ sequence, ahead }: HeldSummary): boolean | Promise<boolean> => {
    if (sequence === null) return !OWN_WORK.some(isUnderWay);
    if (ahead !== true && isUnderWay(REEVALUATE_ALL)) return false;
    const upload = [...groups.values()].find(({ first, operations }) => {
      return sequence >= first && sequence < first + operations.length;
    });
    if (upload === undefined) return true;
    const name = `${upload.first} ${ahead === true}`;
    const asked = known.get(name) ?? isWhole(jobId, upload, ahead === true, held, cycles, ports);
    known.set(name, asked);
    return asked;
  };
  const corrected = await stillToBeHeard(jobId, newer, ports);
  const fates = await Promise.all(due.map(async (one) => !corrected.has(one.anchor) && (await isKnown(one.held))));
  return due.filter((_, index) => fates[index]);
}

async function readUnanswered(
  jobId: string,
  due: readonly HeldPerson[],
  cycleFirst: number,
  { answered }: CycleReport,
  { intake }: Ports,
): Promise<Unanswered> {
  const { state } = (await intake.read(jobId)) ?? {};
  const { from } = underWay(state); // everything below is answered
  const heldAt = new Map(due.map(({ anchor, held }) => [anchor, held.sequence ?? 0]));
  const begin = Math.min(...due.map(({ held }) => held.uploadFirst ?? cycleFirst));
  const groups = new Map<number, Upload>();
  const newer = new Map<string, number[]>();
  for await (const upload of intake.listReceipts(jobId, Math.max(begin, from))) {
    const { first, operations } = upload;
    if ((answered.get(first)?.answered ?? 0) >= operations.length) continue;
    groups.set(first, upload);
    for (const [index, { anchor }] of operations.entries()) {
      const sequence = first + index;
      const heldSequence = anchor === null ? undefined : heldAt.get(anchor);
      if (anchor === null || heldSequence === undefined || sequence <= heldSequence) continue;
      newer.set(anchor, [...(newer.get(anchor) ?? []), sequence]);
    }
  }
  return { groups, newer };
}

async function isWhole(
  jobId: string,
  { first, operations }: Upload,
  ahead: boolean,
  held: readonly HeldPerson[],
  { answered }: CycleReport,
  ports: Ports,
): Promise<boolean> {
  const isOfGroup = (sequence: number | null) =>
    sequence !== null && sequence >= first && (operations[sequence - first]?.ahead === true) === ahead;
  const end = first + operations.length;
  const size = operations.filter((operation) => (operation.ahead === true) === ahead).length;
  const found = answered.get(first);
  const answers = ahead ? (found?.ahead ?? 0) : (found?.answered ?? 0) - (found?.ahead ?? 0);
  const heldHere = held.filter(({ held: { sequence } }) => isOfGroup(sequence) && (sequence ?? end) < end).length;
  if (answers + heldHere >= size) return true;
  const aside = (await listSetAside(jobId, first, end, ports)).filter(isOfGroup);
  return answers + heldHere + aside.length >= size;
}

/** @returns the source anchors of those of whom something newer is to be answered, and is not refused by storage */
async function stillToBeHeard(
  jobId: string,
  newer: ReadonlyMap<string, readonly number[]>,
  ports: Ports,
): Promise<ReadonlySet<string>> {
  if (newer.size === 0) return new Set();
  const people = await ports.people.load(jobId, [...newer.keys()]);
  const heard = new Set<string>();
  for (const [anchor, sequences] of newer) {
    const logged = new Set(people.get(anchor)?.person.logged);
    const left = sequences.filter((sequence) => !logged.has(sequence));
    if (left.length > 0 && !(await areRefused(jobId, left, ports))) heard.add(anchor);
  }
  return heard;
}

/** Nobody knows when storage takes them, if ever: nobody waits for that (I6). */
async function areRefused(jobId: string, sequences: readonly number[], { putOff }: Ports): Promise<boolean> {
  const notes = await putOff.list(jobId, Math.min(...sequences), Math.max(...sequences) + 1);
  const refused = new Set(notes.filter(({ why }) => why !== 'turn').map(({ sequence }) => sequence));
  return sequences.every((sequence) => refused.has(sequence));
}
