/**
 * The inlets of a job: what each is told to do, and the secrets it believes and shows. Keys: see `inletRows.ts`.
 *
 * One row an inlet, so that it changes as a whole. A removed inlet leaves a row behind that says so: senders that still
 * post are told that it is gone for good, and what it received is found and taken away.
 */
import type { JsonObject } from '../../scim/json';
import { type Row, StoreConflict, type Table } from '../contract/table';
import { keysUnder } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { DEFINITION, definitionKey, definitionsPartition, type InletPlace } from './inletRows';

/** A secret as it is kept: sealed (see `sealing.ts`), or a reference to a vault. */
export interface InletSecret {
  readonly id: string;
  /** Whether it proves what is received, or is shown to the HR system when a person is fetched; of those, which. */
  readonly use: 'verify' | 'fetch';
  readonly value: string;
  readonly sealed: boolean;
  /** Milliseconds since the epoch. */
  readonly addedAt: number;
  /** From then on it is believed no more; `null`: it has no end. */
  readonly endsAt: number | null;
}

/**
 * - `active`: it receives and works.
 * - `paused`: it receives and keeps.
 * - `removed`: it is gone, and its rows are being taken away.
 */
export type InletState = 'active' | 'paused' | 'removed';

export interface Inlet extends InletPlace {
  /** As it was saved, without secrets. */
  readonly definition: JsonObject;
  readonly secrets: readonly InletSecret[];
  readonly state: InletState;
  /** Counts the times it was saved. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
}

export interface StoredInlet {
  readonly value: Inlet;
  readonly etag: string;
}

export interface InletStore {
  get(place: InletPlace): Promise<StoredInlet | undefined>;
  /** By name; those that are removed, too. */
  list(jobId: string): Promise<readonly StoredInlet[]>;
  /**
   * @param etag the version that is written over; `undefined`: there is none yet
   * @returns the new version; `undefined` when somebody came between
   */
  put(inlet: Inlet, etag: string | undefined): Promise<string | undefined>;
  /** Again and again, until nobody came between. @returns the inlet as it is now; `undefined` where there is none, or nothing to change */
  change(place: InletPlace, change: (inlet: Inlet) => Inlet | undefined): Promise<Inlet | undefined>;
  /** The last word: even that it was removed. */
  forget(place: InletPlace): Promise<void>;
}

export function createInletStore(table: Table): InletStore {
  const get = async ({ jobId, inlet }: InletPlace) => {
    const row = await table.get(definitionsPartition(jobId), definitionKey(inlet));
    return row && toInlet(jobId, row);
  };

  async function put(inlet: Inlet, etag: string | undefined): Promise<string | undefined> {
    const entity = toEntity(inlet);
    try {
      return await (etag === undefined ? table.insert(entity) : table.replace(entity, etag));
    } catch (error) {
      if (error instanceof StoreConflict) return undefined;
      throw error;
    }
  }

  return {
    get,
    async list(jobId) {
      const found: StoredInlet[] = [];
      const range = { partitionKey: definitionsPartition(jobId), ...keysUnder(DEFINITION) };
      for await (const row of table.query(range)) found.push(toInlet(jobId, row));
      return found;
    },
    put,
    async change(place, change) {
      for (;;) {
        const found = await get(place);
        const after = found && change(found.value);
        if (found === undefined || after === undefined) return undefined;
        if ((await put(after, found.etag)) !== undefined) return after;
      }
    },
    forget: ({ jobId, inlet }) => table.remove(definitionsPartition(jobId), definitionKey(inlet)),
  };
}

function toEntity({ jobId, inlet, state, version, savedAt, definition, secrets }: Inlet) {
  return {
    partitionKey: definitionsPartition(jobId),
    rowKey: definitionKey(inlet),
    inlet,
    state,
    version,
    savedAt,
    ...packInto('definition', definition),
    ...packInto('secrets', secrets),
  };
}

function toInlet(jobId: string, { properties, etag }: Row): StoredInlet {
  const value: Inlet = {
    jobId,
    inlet: String(properties.inlet),
    state: properties.state as InletState,
    version: Number(properties.version),
    savedAt: Number(properties.savedAt),
    definition: unpackFrom('definition', properties) as JsonObject,
    secrets: unpackFrom('secrets', properties) as readonly InletSecret[],
  };
  return { value, etag };
}
