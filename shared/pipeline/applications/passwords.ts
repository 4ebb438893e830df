/** The secrets that clients of the development issuer prove themselves with: told once, kept as hashes. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Initiator } from '../../store/jobs/audit';
import type { Client, ClientPassword } from '../../store/jobs/clients';
import { auditChanges } from '../jobs/auditChanges';
import type { Needs } from '../ports';
import type { Assignee } from './roleAssignments';

/** What a client's row, of 32,000 characters, has room for, twice. */
export const MOST_PASSWORDS = 50;
const SECRET_BYTES = 30;
/** As many as Graph shows. */
const HINT_LENGTH = 3;

export interface WantedPassword {
  readonly displayName: string | null;
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  readonly endsAt: number;
}

export interface AddedPassword {
  readonly password: ClientPassword;
  /** To be told to whoever asked, and to nobody after. */
  readonly secret: string;
}

/** @returns `undefined` when the client has as many as it may have */
export async function addPassword(
  assignee: Assignee,
  wanted: WantedPassword,
  by: Initiator,
  { clients, audit, random }: Needs<'clients' | 'audit' | 'random'>,
): Promise<AddedPassword | undefined> {
  const secret = Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
  const password = {
    ...wanted,
    keyId: random.uuid(),
    hint: secret.slice(0, HINT_LENGTH),
    hash: hashOf(secret).toString('base64url'),
  };
  let isAdded = false;
  await clients.change(assignee.id, (client) => {
    const { passwords = [], ...rest } = client ?? { ...assignee, grants: [], given: [] };
    isAdded = passwords.length < MOST_PASSWORDS;
    return isAdded ? { ...rest, passwords: [...passwords, password] } : undefined;
  });
  if (!isAdded) return undefined;
  await audit.record(assignee.id, { activity: 'AddPassword', by, changes: auditChanges({}, recordOf(password)) });
  return { password, secret };
}

/** @returns false when the client has none of this id */
export async function removePassword(
  { id }: Assignee,
  keyId: string,
  by: Initiator,
  { clients, audit }: Needs<'clients' | 'audit'>,
): Promise<boolean> {
  let removed: ClientPassword | undefined;
  await clients.change(id, (client) => {
    removed = client?.passwords?.find((one) => one.keyId === keyId);
    if (client === undefined || removed === undefined) return undefined;
    return { ...client, passwords: client.passwords?.filter((one) => one.keyId !== keyId) ?? [] };
  });
  if (removed === undefined) return false;
  await audit.record(id, { activity: 'RemovePassword', by, changes: auditChanges(recordOf(removed), {}) });
  return true;
}

/** Nothing of the secret. */
const recordOf = ({ keyId, displayName, endsAt }: ClientPassword) => ({
  passwordCredential: { keyId, displayName, endDateTime: new Date(endsAt).toISOString() },
});

/** `expired`: it is one of the client's, and its time is over, or has not come. @param now milliseconds since the epoch */
export function judgeSecret(
  { passwords = [] }: Pick<Client, 'passwords'>,
  secret: string,
  now: number,
): 'right' | 'expired' | 'wrong' {
  const digest = hashOf(secret);
  const found = passwords.filter(({ hash }) => timingSafeEqual(Buffer.from(hash, 'base64url'), digest));
  if (found.some(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)) return 'right';
  return found.length > 0 ? 'expired' : 'wrong';
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();
