/** How an inlet does: what cannot be told from its events. Keys: see `inletRows.ts`. */
import { StoreConflict, type Table } from '../contract/table';
import { packInto, unpackFrom } from '../rows/packing';
import { HEALTH, type InletPlace, inletPartition } from './inletRows';

/** What the administrator is to be told of. */
export type InletTrouble = 'failing' | 'silent' | 'recovered';

export interface InletHealth {
  /** Requests that were refused for their signature, by the hour they came in (hours since the epoch). */
  readonly rejected: Readonly<Record<string, number>>;
  /** Milliseconds since the epoch; `null`: never. */
  readonly rejectedLast: number | null;
  readonly acceptedLast: number | null;
  /** The HR system refuses our credentials: since when, what it said, and when it is tried next. */
  readonly failing: { readonly since: number; readonly message: string; readonly nextTry: number } | null;
  /** What kept a person from being fetched last. */
  readonly fetchError: { readonly at: number; readonly message: string } | null;
  /** Nothing came for longer than was expected; since when that is known. */
  readonly silentSince: number | null;
  /** When each secret was last used, by its id; hours matter, not minutes. */
  readonly secretsUsed: Readonly<Record<string, number>>;
  /** As the timer counted them last. */
  readonly open: number;
  readonly parked: number;
  /** When the oldest event that is still open was due; `null`: none is. */
  readonly oldestDue: number | null;
  /** Events of types that the definition does not know, counted. */
  readonly unknownTypes: number;
  /** Mail about it must go out. */
  readonly unsent: { readonly trouble: InletTrouble; readonly dueAt: number } | null;
}

export const NEW_HEALTH: InletHealth = {
  rejected: {},
  rejectedLast: null,
  acceptedLast: null,
  failing: null,
  fetchError: null,
  silentSince: null,
  secretsUsed: {},
  open: 0,
  parked: 0,
  oldestDue: null,
  unknownTypes: 0,
  unsent: null,
};

export interface InletHealthStore {
  get(place: InletPlace): Promise<InletHealth>;
  /** Again and again, until nobody came between. @param change `undefined`: nothing is written @returns how it is now */
  change(place: InletPlace, change: (health: InletHealth) => InletHealth | undefined): Promise<InletHealth>;
}

export function createInletHealthStore(table: Table): InletHealthStore {
  async function load(place: InletPlace) {
    const row = await table.get(inletPartition(place), HEALTH);
    if (row === undefined) return { health: NEW_HEALTH, etag: undefined };
    // A member that older code did not know is as new.
    const kept = unpackFrom('health', row.properties) as Partial<InletHealth>;
    return { health: { ...NEW_HEALTH, ...kept }, etag: row.etag };
  }

  return {
    get: async (place) => (await load(place)).health,
    async change(place, change) {
      for (;;) {
        const { health, etag } = await load(place);
        const after = change(health);
        if (after === undefined) return health;
        const entity = { partitionKey: inletPartition(place), rowKey: HEALTH, ...packInto('health', after) };
        try {
          await (etag === undefined ? table.insert(entity) : table.replace(entity, etag));
          return after;
        } catch (error) {
          if (!(error instanceof StoreConflict)) throw error;
        }
      }
    },
  };
}
