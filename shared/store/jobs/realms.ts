/**
 * Which directory each job writes into: jobs that share one find each other's people there.
 *
 * | partition | row | holds                                        |
 * |-----------|-----|----------------------------------------------|
 * | `realms`  | job | the job's directory (`TargetCapabilities.realm`) |
 *
 * Written by whoever works on people, at the first of them and when the directory has become another one. It outlives a
 * job that is removed until nothing of that is left (`removedJobs.ts`).
 */
import type { Table } from '../contract/table';
import { keyPart } from '../rows/keys';

export interface RealmStore {
  /** Costs nothing where this process has noted the same before. */
  note(jobId: string, realm: string): Promise<void>;
  /** What was noted last; `undefined`: nothing yet. */
  realmOf(jobId: string): Promise<string | undefined>;
  /** Ids of the jobs that write into it. */
  jobsOf(realm: string): Promise<readonly string[]>;
}

export const REALMS = 'realms';

export function createRealmStore(table: Table): RealmStore {
  const noted = new Map<string, string>();
  async function realmOf(jobId: string): Promise<string | undefined> {
    const realm = (await table.get(REALMS, keyPart(jobId)))?.properties.realm;
    return realm === undefined ? undefined : String(realm);
  }
  return {
    async note(jobId, realm) {
      if (noted.get(jobId) === realm) return;
      if ((await realmOf(jobId)) !== realm) {
        await table.upsert({ partitionKey: REALMS, rowKey: keyPart(jobId), jobId, realm });
      }
      noted.set(jobId, realm);
    },
    realmOf,
    async jobsOf(realm) {
      const jobIds: string[] = [];
      for await (const { properties } of table.query({ partitionKey: REALMS })) {
        if (properties.realm === realm) jobIds.push(String(properties.jobId));
      }
      return jobIds;
    },
  };
}
