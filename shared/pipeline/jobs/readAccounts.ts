/** Reads accounts: from the target, or through an agent where only that reaches it. */
import type { AccountSeen } from '../../engine/person/logEntry';
import { ProvisioningError } from '../../errors';
import type { Job } from '../../store/jobs/jobs';
import type { Target } from '../../targets/target';
import { isRunByAgents } from '../jobSettings';
import type { Needs } from '../ports';
import { from, sideBySide } from '../queue/sideBySide';

/** What an account holds; `null`: it is gone; a text: why it could not be read. */
export type ReadAccount = AccountSeen | null | string;

/** Requests to one target under way at once, beside all that provisioning asks of it. */
const AT_ONCE = 8;

/** @returns by id of the account @throws {ProvisioningError} when the target, or the agent, cannot be asked at all */
export async function readAccounts(
  job: Job,
  ids: readonly string[],
  names: readonly string[],
  { contexts, ask, operations }: Needs<'contexts' | 'ask' | 'operations'>,
): Promise<ReadonlyMap<string, ReadAccount>> {
  if (isRunByAgents(job) && !operations.isOurs(job)) {
    return new Map(await ask(job, { kind: 'accounts', asked: { ids, names } }));
  }
  const context = await contexts.get(job.id);
  return context === undefined ? new Map() : readFrom(context.target, ids, names);
}

export async function readFrom(
  target: Pick<Target, 'read'>,
  ids: readonly string[],
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadAccount>> {
  const read = new Map<string, ReadAccount>();
  await sideBySide(AT_ONCE, from(ids), async (id) => {
    read.set(id, await readOne(target, id, names));
  });
  return read;
}

async function readOne(target: Pick<Target, 'read'>, id: string, names: readonly string[]): Promise<ReadAccount> {
  try {
    const account = await target.read(id, names);
    if (account === undefined || account.softDeleted) return null;
    return JSON.parse(JSON.stringify(account.attributes, asKept)) as AccountSeen;
  } catch (error) {
    // What keeps us from everybody's account is nobody's own trouble.
    if (error instanceof ProvisioningError && error.category !== 'credentials') return error.message;
    throw error;
  }
}

const asKept = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
