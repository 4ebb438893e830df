/**
 * The job's `ForgetPeopleAfterDays` (spec/payload.md 1.7): who was not named for so long, and whose account is disabled or gone,
 * is forgotten. The target is asked, through an agent where only that reaches it: somebody may have enabled the account by hand.
 *
 * A round looks at one of the shards, from somewhere in it on, and asks for few accounts: people who are not named and have an
 * enabled account, as all who do not change in a source that sends changes, keep nobody else from being looked at.
 */
import { chunk } from '../../collections';
import type { EnabledAttribute } from '../../engine/schema/compileSchema';
import { toBoolean } from '../../engine/values/convert';
import { ProvisioningError } from '../../errors';
import { MUSTER } from '../../store/jobs/audit';
import { packAt } from '../../store/people/entryPacks';
import { type Link, type Person, type StoredPerson, sinceRestart } from '../../store/people/people';
import { SHARDS } from '../../store/people/personRow';
import { isScalar } from '../../value';
import { findAgentsMissing } from '../agentWatch';
import type { JobContext } from '../jobContext';
import { forgetPeopleAfterDays } from '../jobSettings';
import { forgetUnlessBusy, isKnown } from '../jobs/forgetPerson';
import { type ReadAccount, readAccounts } from '../jobs/readAccounts';
import type { Needs } from '../ports';
import { listUnanswered } from '../uploads/unanswered';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'contexts'
  | 'audit'
  | 'intake'
  | 'people'
  | 'ledger'
  | 'outlets'
  | 'writebacks'
  | 'ask'
  | 'operations'
  | 'agents'
  | 'agentInactiveMs'
>;

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Accounts asked for in one round of a job; at 100 ms each, twenty seconds. */
const MOST_ACCOUNTS = 200;
/** People read at once. */
const PAGE = 1_000;
/** @returns how many were forgotten, `most` at most */
export async function forgetPeople(jobId: string, most: number, ports: Ports): Promise<number> {
  const definition = await ports.contexts.find(jobId);
  if (definition === undefined) return 0;
  const days = forgetPeopleAfterDays(definition.job.settings);
  if (days === undefined || (await findAgentsMissing(definition.job, ports)) !== undefined) return 0;
  const now = ports.clock.now();
  const shard = Math.floor(now / HOUR_MS) % SHARDS;
  const context = await ports.contexts.get(jobId);
  const unanswered = await listUnanswered(jobId, ports);
  if (context === undefined || unanswered === undefined) return 0; // so much is under way that another round is better
  let [asked, gone] = [0, 0];
  for (const anchors of chunk(await fromSomewhere(jobId, shard, ports), PAGE)) {
    const loaded = await ports.people.load(jobId, anchors);
    const old = [...loaded.values()].filter((stored) => {
      const person = sinceRestart(stored.person, context.job.generation);
      return isKnown(person) && isOld(person, now - days * DAY_MS);
    });
    const looked = old.slice(0, MOST_ACCOUNTS - asked);
    asked += looked.length;
    for (const stored of await withoutAccess(looked, context, ports)) {
      if (gone === most) return gone;
      if ((await forgetUnlessBusy(context.job, stored, MUSTER, unanswered, ports)) === 'forgotten') gone += 1;
    }
    if (asked === MOST_ACCOUNTS) return gone;
  }
  return gone;
}

/** The people of a shard in order, beginning anywhere. */
async function fromSomewhere(jobId: string, shard: number, { people, random }: Ports): Promise<readonly string[]> {
  const anchors: string[] = [];
  for (let page: readonly string[] | undefined; page === undefined || page.length === PAGE; ) {
    page = await people.anchors(jobId, shard, anchors.at(-1) ?? null, PAGE);
    anchors.push(...page);
  }
  const start = Math.floor((Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32) * anchors.length);
  return [...anchors.slice(start), ...anchors.slice(0, start)];
}

/** Older code did not note when a person was named: then when the last entry was made, which came later. */
function isOld({ namedAt, history: { packs } }: Person, before: number): boolean {
  const [newest] = packs;
  const last = namedAt ?? (newest === undefined ? undefined : packAt(newest));
  return last !== undefined && last < before;
}

async function withoutAccess(
  people: readonly StoredPerson[],
  context: JobContext,
  ports: Ports,
): Promise<readonly StoredPerson[]> {
  const { compiled, target, job } = context;
  const { needsAgent } = target.capabilities;
  const attribute = needsAgent ? compiled.enabledAttribute : target.capabilities.enabledAttribute;
  const linkOf = ({ person }: StoredPerson) => sinceRestart(person, job.generation).link;
  const ids = people.flatMap((stored) => linkOf(stored)?.targetAnchor ?? []);
  const read =
    attribute === undefined || ids.length === 0 ? NOTHING_READ : await tryReading(ids, attribute.name, context, ports);
  return people.filter((stored) => {
    const link = linkOf(stored);
    return link === null || !hasAccess(link, read.get(link.targetAnchor), attribute);
  });
}

const NOTHING_READ: ReadonlyMap<string, ReadAccount> = new Map();

/** Agents that are away, or a target: whoever has an account is looked at in another round. */
async function tryReading(
  ids: readonly string[],
  name: string,
  { job }: JobContext,
  ports: Ports,
): Promise<ReadonlyMap<string, ReadAccount>> {
  try {
    return await readAccounts(job, ids, [name], ports);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    ports.logger.warn('Accounts of people nobody names could not be read', { jobId: job.id, code: error.code });
    return new Map(ids.map((id) => [id, error.message]));
  }
}

/**
 * Where neither the target nor what was written says that the account is disabled, it is enabled.
 *
 * @param read `undefined`: nobody was asked
 */
function hasAccess(link: Link, read: ReadAccount | undefined, attribute: EnabledAttribute | undefined): boolean {
  if (read === null) return false;
  if (typeof read === 'string') return true; // it could not be read
  const value = (attribute && read?.[attribute.name]) ?? null;
  if (attribute === undefined || value === null || !isScalar(value)) return link.enabled !== false;
  return toBoolean(value) !== !attribute.whenEnabled;
}
