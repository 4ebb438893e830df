/** An embedded directory over a table in memory, with a clock that stands still until it is moved. */
import { createUserDirectory, type UserDirectory } from '../../shared/directory/userDirectory';
import type { Clock, RandomSource } from '../../shared/ports';
import type { JsonObject } from '../../shared/scim/json';
import type { Table } from '../../shared/store/contract/table';
import { createMemoryTable, type MemoryTable } from '../../shared/store/memory/memoryTable';

export interface TestDirectory<T extends Table = MemoryTable> {
  readonly directory: UserDirectory;
  readonly table: T;
  readonly random: RandomSource;
  readonly clock: Clock;
  /** Moves the clock forward. */
  pass(ms: number): void;
}

export const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
export const DOMAIN = 'adatum.example';
export const NOW = '2026-01-15T09:30:00Z';
export const DAY_MS = 24 * 60 * 60 * 1000;

export function openTestDirectory(): Promise<TestDirectory> {
  return openTestDirectoryOn(createMemoryTable('directory', async () => {}));
}

export async function openTestDirectoryOn<T extends Table>(table: T): Promise<TestDirectory<T>> {
  let now = Date.parse(NOW);
  const clock: Clock = { now: () => now, sleep: async () => {} };
  const random = countingRandom();
  await table.ensure();
  const verifiedDomains = [DOMAIN, 'example.com'];
  const directory = createUserDirectory({ table, clock, random, tenantId: TENANT_ID, verifiedDomains });
  const pass = (ms: number) => {
    now += ms;
  };
  return { directory, table, random, clock, pass };
}

/** Ids that count up: the first user's ends in 1. */
export function countingRandom(): RandomSource {
  let count = 0;
  return {
    bytes: (length) => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) % 256),
    uuid: () => {
      count += 1;
      return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
    },
  };
}

/** A body that creates a user; `change` replaces properties, `undefined` leaves one out. */
export function newUser(name = 'mira', change: JsonObject = {}): JsonObject {
  return {
    accountEnabled: true,
    displayName: 'Mira Okafor',
    mailNickname: name,
    userPrincipalName: `${name}@${DOMAIN}`,
    passwordProfile: { password: 'Tr0ub4dor&3' },
    ...change,
  };
}
