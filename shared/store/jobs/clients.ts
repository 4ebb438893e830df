/**
 * Applications that have their tokens from the development issuer, and the application permissions of each. Another issuer keeps its own:
 * then there are none.
 *
 * | partition | row                                    | holds                  |
 * |-----------|----------------------------------------|------------------------|
 * | `clients` | object id of the service principal     | the client, as JSON    |
 */
import { type Row, StoreConflict, type Table } from '../contract/table';
import { keyPart } from '../rows/keys';

export interface RoleGrant {
  /** The permission's value: `SynchronizationData-User.Upload`. */
  readonly role: string;
  /** Milliseconds since the epoch. */
  readonly grantedAt: number;
}

/** A secret of a client. The secret itself is told once, to whoever asked for it, and is nowhere kept. */
export interface ClientPassword {
  readonly keyId: string;
  readonly displayName: string | null;
  /** The secret's first characters, by which people tell their secrets apart. */
  readonly hint: string;
  /** SHA-256 of the secret, base64url. It is drawn from 240 random bits, which nobody guesses, however fast the hash. */
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Of an application that was made over the API. Its service principal is made by a request of its own, as in Graph. */
export interface ClientApplication {
  /** Client ids of the applications that own it. */
  readonly ownerAppIds: readonly string[];
}

export interface Client {
  /** Object id of its service principal. */
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly grants: readonly RoleGrant[];
  /** Permissions it was given at a start: what is taken away of them stays away. */
  readonly given: readonly string[];
  /** Absent for the clients that a start makes: their service principals are there with them. */
  readonly application?: ClientApplication;
  readonly passwords?: readonly ClientPassword[];
}

export interface ClientStore {
  list(): Promise<readonly Client[]>;
  get(id: string): Promise<Client | undefined>;
  /**
   * Reads, changes and writes, again and again until nobody came between.
   * @param change gives the client as it should be, or `undefined` to leave it; is given `undefined` when there is none
   */
  change(id: string, change: (client: Client | undefined) => Client | undefined): Promise<void>;
}

const PARTITION = 'clients';
/** Ids are GUIDs, which are written in either case. */
const keyOf = (id: string) => keyPart(id.toLowerCase());

export function createClientStore(table: Table): ClientStore {
  return {
    async list() {
      const clients: Client[] = [];
      for await (const row of table.query({ partitionKey: PARTITION })) clients.push(toClient(row));
      return clients;
    },
    async get(id) {
      const row = await table.get(PARTITION, keyOf(id));
      return row && toClient(row);
    },
    async change(id, change) {
      for (;;) {
        const row = await table.get(PARTITION, keyOf(id));
        const changed = change(row && toClient(row));
        if (changed === undefined) return;
        const entity = { partitionKey: PARTITION, rowKey: keyOf(id), json: JSON.stringify(changed) };
        try {
          if (row === undefined) await table.insert(entity);
          else await table.replace(entity, row.etag);
          return;
        } catch (error) {
          if (!(error instanceof StoreConflict)) throw error;
        }
      }
    },
  };
}

function toClient(row: Row): Client {
  return JSON.parse(String(row.properties.json)) as Client;
}
