/**
 * People of one inlet as an upload (spec/hands.md 3.6, step 7): one transaction numbers their operations and moves each
 * person's fence on, from the version that was read before the data was. Whose fence was moved by somebody else meanwhile
 * goes back to be judged anew; the others go on.
 */
import type { JsonObject } from '../../../scim/json';
import { fenceAction, MOST_FENCES } from '../../../store/inlets/fences';
import type { InletContext } from '../../inletPorts';
import type { Needs } from '../../ports';
import { type AcceptPorts, acceptTogether } from '../../uploads/acceptBulkUpload';
import { parked, type Settled } from '../outcome';
import { mayAskForOthers } from '../refetchEvents';
import type { Candidate } from './candidates';
import type { Task } from './readStored';

type Ports = AcceptPorts & Needs<'fences' | 'refetches' | 'maxOperationsPerRequest'>;

export interface Acceptance {
  readonly settled: readonly Settled[];
  /** To be judged anew. */
  readonly back: readonly Task[];
}

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
/** Whoever names somebody unknown is fetched again when that person should be known. */
const ONCE_MORE_AFTER_MS = 2 * 60_000;

export async function acceptPeople(
  context: InletContext,
  candidates: readonly Candidate[],
  ports: Ports,
): Promise<Acceptance> {
  const settled: Settled[] = [];
  const back: Task[] = [];
  const named = await prepareData(context, candidates, ports);
  for (const part of groupsOf(named, mostTogether(ports))) {
    let left = part;
    while (left.length > 0) left = await acceptSome(context, left, settled, back, ports);
  }
  return { settled, back };
}

/** Operations of one upload. */
export const mostTogether = ({ maxOperationsPerRequest }: Needs<'maxOperationsPerRequest'>) =>
  Math.min(MOST_FENCES, maxOperationsPerRequest);

interface Named {
  readonly candidate: Candidate;
  readonly data: readonly JsonObject[];
}

/** Others are named by their source anchors: those accepted before, and those in the same batch. */
async function prepareData(context: InletContext, candidates: readonly Candidate[], ports: Ports): Promise<Named[]> {
  const { inlet } = context;
  const people = candidates.flatMap(({ operations }) => operations.flatMap((one) => one.people));
  const known = await ports.fences.load(inlet, people);
  const here = new Map(candidates.map(({ person, next }) => [person, next.anchor]));
  const anchorOf = (person: string) => here.get(person) ?? known.get(person)?.fence.anchor ?? undefined;
  const named: Named[] = [];
  for (const candidate of candidates) {
    const others = candidate.operations.flatMap((one) => one.people).filter((one) => anchorOf(one) === undefined);
    // Before it is accepted: a row too many is a fetch too many, and one too few would never be missed.
    for (const date of candidate.dates) await ports.refetches.put(inlet, date);
    if (context.definition.fetch !== null && candidate.tasks.some(({ type }) => mayAskForOthers(type))) {
      await askForOthers(context, candidate.person, others, ports);
    }
    named.push({ candidate, data: candidate.operations.map((one) => one.toData(anchorOf)) });
  }
  return named;
}

async function askForOthers(
  { inlet }: InletContext,
  person: string,
  others: readonly string[],
  { refetches, clock }: Ports,
): Promise<void> {
  if (others.length === 0) return;
  const due = clock.now();
  for (const other of new Set(others)) await refetches.put(inlet, { person: other, due, why: 'reference' });
  await refetches.put(inlet, { person, due: due + ONCE_MORE_AFTER_MS, why: 'again' });
}

/** A person's operations stay together, so that one transaction moves the fence for all of them. */
function groupsOf(all: readonly Named[], most: number): readonly (readonly Named[])[] {
  const groups: Named[][] = [];
  let size = 0;
  for (const one of all) {
    const group = groups.at(-1);
    if (group === undefined || size + one.data.length > most) {
      groups.push([one]);
      size = one.data.length;
    } else {
      group.push(one);
      size += one.data.length;
    }
  }
  return groups;
}

/** @returns those whose turn comes again in another upload, because one of them stood in the way */
async function acceptSome(
  { inlet }: InletContext,
  group: readonly Named[],
  settled: Settled[],
  back: Task[],
  ports: Ports,
): Promise<readonly Named[]> {
  const flat = group.flatMap((named) => named.data.map((data, index) => ({ named, data, index })));
  const body = {
    schemas: [BULK_REQUEST],
    Operations: flat.map(({ named, data, index }) => {
      const bulkId = named.candidate.operations[index]?.bulkId ?? '';
      return { method: 'POST', bulkId, path: '/Users', data };
    }),
    failOnErrors: null,
  };
  const bytes = Buffer.from(JSON.stringify(body));
  const verdict = await acceptTogether(
    { jobId: inlet.jobId, body, bytes, clientRequestId: undefined },
    ({ first }) =>
      group.map(({ candidate: { person, next, fence } }) =>
        fenceAction(inlet, person, { ...next, uploadFirst: first }, fence?.etag),
      ),
    ports,
  );
  if (verdict.kind === 'accepted') {
    const { first } = verdict.upload;
    for (const { candidate } of group) settled.push(...ends(candidate, { state: 'accepted', uploadFirst: first }));
    return [];
  }
  if (verdict.kind === 'overtaken') return withoutOvertaken(group, back, ports, inlet);
  const faulty = new Map(verdict.faults.map(({ target, message }) => [flat[placeIn(target)]?.named, message]));
  if (![...faulty.keys()].some((named) => named !== undefined)) {
    throw new Error(`An upload of an inlet was refused: ${verdict.faults[0]?.message}`);
  }
  for (const [named, message] of faulty) {
    for (const task of named?.candidate.tasks ?? []) {
      settled.push({ ...read(task), outcome: parked('MappingFailed', message) });
    }
  }
  return group.filter((named) => !faulty.has(named));
}

async function withoutOvertaken(
  group: readonly Named[],
  back: Task[],
  { fences }: Ports,
  place: InletContext['inlet'],
): Promise<readonly Named[]> {
  const now = await fences.load(
    place,
    group.map(({ candidate }) => candidate.person),
  );
  const stands = ({ candidate: { person, fence } }: Named) => now.get(person)?.etag === fence?.etag;
  const left = group.filter(stands);
  const moved = left.length === group.length ? group : group.filter((named) => !stands(named));
  for (const { candidate } of moved) back.push(...candidate.tasks);
  return moved === group ? [] : left;
}

/** `Operations[3].data.externalId` */
const placeIn = (target: string) => Number(/^Operations\[(\d+)\]/.exec(target)?.[1] ?? -1);

const read = ({ stored, type, person }: Task) => ({ stored, type, person });

function ends({ tasks, next, person }: Candidate, end: { state: 'accepted'; uploadFirst: number }): Settled[] {
  return tasks.map((task) => {
    const state = task.stored.event.key === next.by || next.eventAt !== null ? end.state : 'coalesced';
    return { ...read(task), person, outcome: { kind: 'done', ...end, anchor: next.anchor, state } };
  });
}
