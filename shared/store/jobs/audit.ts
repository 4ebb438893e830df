/**
 * What was done to a job, by whom, and what that changed.
 *
 * | partition | row                        | holds                 |
 * |-----------|----------------------------|-----------------------|
 * | job       | inverted time`!`random id  | one record, packed    |
 *
 * Newest first, never changed, kept for its own time also when the job is deleted.
 */
import type { Clock, RandomSource } from '../../ports';
import type { Json } from '../../scim/json';
import type { Table } from '../contract/table';
import { invertedTime, joinKey, keyPart } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { removeRows } from '../rows/removeRows';

export type AuditActivity =
  | 'CreateApplication'
  | 'AddPassword'
  | 'RemovePassword'
  | 'CreateServicePrincipal'
  | 'UpdateServicePrincipal'
  | 'DeleteServicePrincipal'
  | 'AssignAppRole'
  | 'RemoveAppRole'
  | 'CreateJob'
  | 'UpdateJob'
  | 'DeleteJob'
  | 'StartJob'
  | 'PauseJob'
  | 'RestartJob'
  | 'SaveSchema'
  | 'ResetSchema'
  | 'SaveTemplateSchema'
  | 'SaveMappingTests'
  | 'SaveSecrets'
  | 'RetryEscrows'
  | 'AllowDeletions'
  | 'RejectDeletions'
  | 'ProvisionOnDemand'
  | 'ForgetPerson'
  | 'RematchPerson'
  | 'RequestLeavers'
  | 'SaveOutlet'
  | 'RemoveOutlet'
  | 'MarkWriteback'
  | 'RetryWriteback'
  | 'SaveInlet'
  | 'RemoveInlet'
  | 'RotateSecret'
  | 'ReplayEvents'
  | 'Quarantine'
  | 'LeaveQuarantine'
  | 'DisableJob';

export interface InitiatingApp {
  readonly appId: string;
  readonly objectId: string;
}

export interface InitiatingUser {
  readonly user: {
    readonly id: string;
    readonly displayName: string | null;
    readonly userPrincipalName: string | null;
  };
}

/** An application, a person, or Muster itself. */
export type Initiator = InitiatingApp | InitiatingUser | 'Muster';

export const MUSTER: Initiator = 'Muster';

/** One value that is another now; `null` where there is or was none. Secrets are masked. */
export interface AuditChange {
  /** Its place: `settings.SkipOutOfScopeDeletions`. */
  readonly name: string;
  readonly before: Json;
  readonly after: Json;
}

export interface AuditDeed {
  readonly activity: AuditActivity;
  readonly by: Initiator;
  /** What the values do not tell, as a sentence. */
  readonly detail?: string;
  readonly changes: readonly AuditChange[];
}

export interface AuditRecord extends AuditDeed {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly more: boolean;
}

export interface AuditStore {
  record(jobId: string, deed: AuditDeed): Promise<void>;
  /** @param after id of the record the page before this one ended with */
  list(jobId: string, top: number, after?: string): Promise<AuditPage>;
  /** Removes records from before then, milliseconds since the epoch. @returns how many, `most` at most */
  purge(jobId: string, before: number, most: number): Promise<number>;
}

export function createAuditStore(
  table: Table,
  { clock, random }: { readonly clock: Clock; readonly random: RandomSource },
): AuditStore {
  return {
    async record(jobId, deed) {
      const at = clock.now();
      const rowKey = joinKey(invertedTime(at), random.uuid());
      await table.insert({ partitionKey: keyPart(jobId), rowKey, at, ...packInto('deed', deed) });
    },
    async list(jobId, top, after) {
      const records: AuditRecord[] = [];
      const range = { partitionKey: keyPart(jobId), pageSize: Math.min(top + 1, 1_000) };
      for await (const { rowKey, properties } of table.query({
        ...range,
        ...(after !== undefined && { from: after }),
      })) {
        if (rowKey === after) continue;
        if (records.length === top) return { records, more: true };
        records.push({ ...(unpackFrom('deed', properties) as AuditDeed), id: rowKey, at: Number(properties.at) });
      }
      return { records, more: false };
    },
    async purge(jobId, before, most) {
      const range = { partitionKey: keyPart(jobId), from: invertedTime(before - 1) };
      return removeRows(table, table.query({ ...range, select: [] }), most);
    },
  };
}
