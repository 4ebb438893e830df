/**
 * What a service principal's jobs need to reach their target (`synchronization/secrets`). In the jobs table:
 * PartitionKey = `secrets`, RowKey = service principal: one row, so that saving replaces the whole set.
 */

import type { Table } from '../contract/table';
import { keyPart } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';

export interface KeptSecret {
  readonly key: string;
  /** Sealed (see `sealing.ts`) when `sealed` says so. */
  readonly value: string;
  readonly sealed: boolean;
}

export interface SecretStore {
  /** In the order they were saved; none when there are none. */
  get(principalId: string): Promise<readonly KeptSecret[]>;
  put(principalId: string, secrets: readonly KeptSecret[]): Promise<void>;
}

const PARTITION = 'secrets';
const rowKeyOf = (principalId: string) => keyPart(principalId.toLowerCase());

export function createSecretStore(table: Table): SecretStore {
  return {
    async get(principalId) {
      const row = await table.get(PARTITION, rowKeyOf(principalId));
      return row === undefined ? [] : (unpackFrom('secrets', row.properties) as KeptSecret[]);
    },
    async put(principalId, secrets) {
      await table.upsert({ partitionKey: PARTITION, rowKey: rowKeyOf(principalId), ...packInto('secrets', secrets) });
    },
  };
}
