/** `GET …/people` and `GET …/people/{externalId}`: whom a job knows, and what it knows of one (spec/hands.md 2, N4). */
import type { CompiledSchema } from '../../engine/schema/compileSchema';
import { browsePeople, type Place } from '../../pipeline/jobs/browsePeople';
import { isKnown } from '../../pipeline/jobs/forgetPerson';
import type { Needs } from '../../pipeline/ports';
import type { Job } from '../../store/jobs/jobs';
import { type Person, sinceRestart } from '../../store/people/people';
import { SHARDS } from '../../store/people/personRow';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, resourceNotFound } from '../http/graphError';
import { page, pageOf } from '../http/page';
import { READ_LOGS } from '../http/roles';
import { compileFilter } from '../odata/compileFilter';
import type { FieldTable } from '../odata/fields';
import { parseFilter } from '../odata/parseFilter';
import { findJob, namedPerson } from './findJob';
import { activeOf, namesOf, stateOf, toListed, toWhole } from './personBody';

type Ports = Needs<'clock' | 'contexts' | 'people'>;

/** They hold what the log holds. */
export const READ_PEOPLE = READ_LOGS;
export const PEOPLE_OPTIONS = ['$search', '$filter', '$top', '$skiptoken'] as const;

/** Whom `$search` names exactly is all that is wanted; otherwise everybody whose names hold it. */
export async function listPeople(call: Call, ports: Ports): Promise<Reply> {
  const { job, compiled } = await findJob(call, ports.contexts, ...READ_PEOPLE);
  const { top, after } = pageOf(call);
  const isWanted = filterOf(call, compiled);
  const search = call.query.get('$search')?.trim() ?? '';
  const named = search === '' ? undefined : await loadPerson(job, search, ports);
  if (named !== undefined && isWanted(named)) return foundPeople(call, [named], undefined, compiled);
  const text = search.toLowerCase();
  const isNamed = (person: Person) => namesOf(person, compiled).some((name) => name.toLowerCase().includes(text));
  const matches = (person: Person) => isWanted(person) && (text === '' || isNamed(person));
  const place = after === undefined ? undefined : parsePlace(after);
  const { people, next } = await browsePeople(job, { matches, top, after: place }, ports);
  return foundPeople(call, people, next, compiled);
}

export async function readPerson(call: Call, ports: Ports): Promise<Reply> {
  const { job, compiled } = await findJob(call, ports.contexts, ...READ_PEOPLE);
  const externalId = namedPerson(call);
  const person = await loadPerson(job, externalId, ports);
  if (person === undefined) throw resourceNotFound(externalId);
  return { status: 200, body: toWhole(person, compiled) };
}

/** A page may hold nobody and not be the last: `searchedPercent` tells how far it came. */
function foundPeople(call: Call, people: readonly Person[], next: Place | undefined, compiled: CompiledSchema): Reply {
  const shown = people.map((person) => toListed(person, compiled));
  const reply = page(call, shown, next && printPlace(next));
  const searchedPercent = next === undefined ? 100 : Math.floor((next.shard / SHARDS) * 100);
  return { ...reply, body: { searchedPercent, ...(reply.body as object) } };
}

async function loadPerson(job: Job, anchor: string, { people }: Ports): Promise<Person | undefined> {
  const stored = (await people.load(job.id, [anchor])).get(anchor);
  if (stored?.etag === undefined) return undefined;
  const person = sinceRestart(stored.person, job.generation);
  return isKnown(person) ? person : undefined;
}

function filterOf({ query }: Call, compiled: CompiledSchema): (person: Person) => boolean {
  const text = query.get('$filter');
  if (text === null) return () => true;
  const fields: FieldTable<Person> = {
    active: { type: 'boolean', read: (person) => activeOf(person, compiled) },
    state: { type: 'string', caseInsensitive: true, read: stateOf },
    externalId: { type: 'string', read: ({ anchor }) => anchor },
    targetId: { type: 'string', read: ({ link }) => link?.targetAnchor },
  };
  return compileFilter(parseFilter(text), fields);
}

const printPlace = ({ shard, anchor }: Place) => `${shard}~${anchor ?? ''}`;

/** @throws {GraphError} 400 for a token that is none of ours */
function parsePlace(token: string): Place {
  const [, shard = '', anchor = ''] = /^(\d{1,2})~(.*)$/s.exec(token) ?? [];
  if (shard === '' || Number(shard) >= SHARDS) throw badRequest(`'${token}' is no $skiptoken of this list.`);
  return { shard: Number(shard), anchor: anchor === '' ? null : anchor };
}
