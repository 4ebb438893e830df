/**
 * The job's `ForgetPeopleAfterDays` (spec/payload.md 1.7): who was not named for so long, and whose account is disabled or gone,
 * is forgotten. The target is asked: somebody may have enabled the account by hand.
 *
 * A round looks at one of the shards, from somewhere in it on, and asks for few accounts: people who are not named and have an
 * enabled account, as all who do not change in a source that sends changes, keep nobody else from being looked at.
 */
import { chunk } from '../../collections';
import { toBoolean } from '../../engine/values/convert';
import { MUSTER } from '../../store/jobs/audit';
import { packAt } from '../../store/people/entryPacks';
import { type Person, sinceRestart } from '../../store/people/people';
import { SHARDS } from '../../store/people/personRow';
import { isScalar } from '../../value';
import type { JobContext } from '../jobContext';
import { forgetPeopleAfterDays } from '../jobSettings';
import { forgetUnlessBusy, isKnown } from '../jobs/forgetPerson';
import type { Needs } from '../ports';
import { listUnanswered } from '../uploads/unanswered';

type Ports = Needs<
  'clock' | 'random' | 'contexts' | 'audit' | 'intake' | 'people' | 'ledger' | 'outlets' | 'writebacks'
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
  const days = definition && forgetPeopleAfterDays(definition.job.settings);
  if (days === undefined) return 0;
  const now = ports.clock.now();
  const shard = Math.floor(now / HOUR_MS) % SHARDS;
  const context = await ports.contexts.get(jobId);
  const unanswered = await listUnanswered(jobId, ports);
  if (context === undefined || unanswered === undefined) return 0; // so much is under way that another round is better
  let [asked, gone] = [0, 0];
  for (const anchors of chunk(await fromSomewhere(jobId, shard, ports), PAGE)) {
    for (const stored of (await ports.people.load(jobId, anchors)).values()) {
      const person = sinceRestart(stored.person, context.job.generation);
      if (!isKnown(person) || !isOld(person, now - days * DAY_MS)) continue;
      if (asked === MOST_ACCOUNTS || gone === most) return gone;
      asked += 1;
      if (await hasAccess(person, context)) continue;
      if ((await forgetUnlessBusy(context.job, stored, MUSTER, unanswered, ports)) === 'forgotten') gone += 1;
    }
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

/** Where neither the target nor what was written says that the account is disabled, it is enabled. */
async function hasAccess({ link }: Person, { target }: JobContext): Promise<boolean> {
  if (link === null) return false;
  const { needsAgent, enabledAttribute } = target.capabilities;
  if (needsAgent) return link.enabled !== false; // out of the service's reach: only what is written down is known
  const { name, whenEnabled } = enabledAttribute;
  const account = await target.read(link.targetAnchor, [name]);
  if (account === undefined || account.softDeleted) return false;
  const value = account.attributes[name] ?? null;
  return isScalar(value) ? toBoolean(value) !== !whenEnabled : link.enabled !== false;
}
