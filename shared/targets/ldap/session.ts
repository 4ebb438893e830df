/**
 * The requests the target makes, in plain data: names, texts and bytes in; entries out. Everything about ldapts stays
 * in this file and in `connection.ts`.
 */
import type { Client, Control, Entry, Filter as LdapFilter } from 'ldapts';
import { ProvisioningError } from '../../errors';
import { redact } from '../kit/redact';
import type { Connection, Ldapts } from './connection';
import { type DirectoryEntry, toEntry } from './entry';
import { type Doing, NO_SUCH_OBJECT, toProvisioningError } from './failures';
import type { Filter } from './filter';
import { DEFAULT_TIMEOUT_MS, type LdapSettings } from './settings';
import { decodePassword } from './unicodePwd';

export interface Search {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter?: Filter;
  readonly attributes: readonly string[];
  /** No more entries than this; without it, all of them, page by page. */
  readonly sizeLimit?: number;
  /** Also objects in the recycle bin. */
  readonly withDeleted?: boolean;
}

/** Attribute name to its values; an empty list clears the attribute. */
export type AttributeValues = Readonly<Record<string, string[] | Buffer[]>>;

/** The domain as the controller describes itself (RFC 4512 5.1, MS-ADTS 3.1.1.3.2). */
export interface Domain {
  readonly defaultNamingContext: string;
  readonly configurationNamingContext: string;
  readonly schemaNamingContext: string;
}

/** Every method throws a `ProvisioningError` when the request is refused or no answer comes. */
export interface Session {
  /** Read once. */
  domain(): Promise<Domain>;
  /** Nothing is found below or at a base that is not there. */
  search(search: Search): Promise<readonly DirectoryEntry[]>;
  /** @param leaving called when it is about to leave, which may be long after: controllers that cannot be reached are tried one after the other */
  add(dn: string, attributes: AttributeValues, leaving?: () => void): Promise<void>;
  modify(dn: string, changes: AttributeValues): Promise<void>;
  /** Renames in place when `newName` is only a first step, `CN=…`; also moves when it is a whole distinguished name. */
  rename(dn: string, newName: string): Promise<void>;
  delete(dn: string): Promise<void>;
  /** Takes an object out of the recycle bin and gives it a name (MS-ADTS 3.1.1.5.3.7). */
  undelete(dn: string, newName: string): Promise<void>;
  close(): Promise<void>;
}

const PAGE_SIZE = 500; // Active Directory gives at most 1,000 entries at once
/** Names in answers carry the object's GUID (LDAP_SERVER_EXTENDED_DN_OID), which spares a look-up for each reference. */
const EXTENDED_NAMES = '1.2.840.113556.1.4.529';
/** An empty list would ask for everything (RFC 4511 4.5.1.8). */
const NO_ATTRIBUTES = '1.1';
const SHOW_DELETED = '1.2.840.113556.1.4.417';

export function createSession(settings: LdapSettings, connection: Connection): Session {
  const timeLimit = serverTimeLimit(settings.timeoutMs ?? DEFAULT_TIMEOUT_MS);

  let domain: Promise<Domain> | undefined;

  /** @param sent what the server may quote when it refuses it */
  function request<T>(
    doing: Doing,
    task: (client: Client, ldap: Ldapts) => Promise<T>,
    sent: AttributeValues = {},
  ): Promise<T> {
    return connection.use(async (client, ldap) => {
      try {
        return await task(client, ldap);
      } catch (error) {
        throw explain(error, doing, ldap, [settings.password, ...passwordsSent(sent)]);
      }
    });
  }

  async function readDomain(): Promise<Domain> {
    const attributes = ['defaultNamingContext', 'configurationNamingContext', 'schemaNamingContext'];
    return request('search', async (client) => {
      const { searchEntries } = await client.search('', { scope: 'base', attributes, timeLimit });
      return toDomain(searchEntries[0]);
    });
  }

  return {
    domain: () => {
      domain ??= readDomain().catch((error: unknown) => {
        domain = undefined;
        throw error;
      });
      return domain;
    },

    search: ({ base, scope, filter, attributes, sizeLimit, withDeleted }) =>
      request('search', async (client, ldap) => {
        const controls = [EXTENDED_NAMES, ...(withDeleted === true ? [SHOW_DELETED] : [])];
        try {
          const { searchEntries } = await client.search(
            base,
            {
              scope,
              attributes: attributes.length === 0 ? [NO_ATTRIBUTES] : [...attributes],
              timeLimit,
              ...(filter === undefined ? {} : { filter: toLdapFilter(filter, ldap) }),
              ...(sizeLimit === undefined ? { paged: { pageSize: PAGE_SIZE } } : { sizeLimit }),
            },
            controls.map((oid) => critical(oid, ldap)),
          );
          return searchEntries.map(toEntry);
        } catch (error) {
          if (error instanceof ldap.ResultCodeError && error.code === NO_SUCH_OBJECT) return [];
          throw error;
        }
      }),

    add: (dn, attributes, leaving = () => undefined) =>
      request(
        'create',
        (client, ldap) => {
          leaving();
          return client.add(
            dn,
            Object.entries(attributes).map(([type, values]) => new ldap.Attribute({ type, values })),
          );
        },
        attributes,
      ),

    modify: (dn, changes) =>
      request(
        'update',
        (client, ldap) =>
          client.modify(
            dn,
            Object.entries(changes).map(([type, values]) => change(ldap, 'replace', type, values)),
          ),
        changes,
      ),

    rename: (dn, newName) => request('move', (client) => client.modifyDN(dn, newName)),

    delete: (dn) => request('delete', (client) => client.del(dn)),

    undelete: (dn, newName) =>
      request('restore', (client, ldap) =>
        client.modify(
          dn,
          [change(ldap, 'delete', 'isDeleted', []), change(ldap, 'replace', 'distinguishedName', [newName])],
          critical(SHOW_DELETED, ldap),
        ),
      ),

    close: () => connection.close(),
  };
}

function change(ldap: Ldapts, operation: 'replace' | 'delete', type: string, values: string[] | Buffer[]) {
  return new ldap.Change({ operation, modification: new ldap.Attribute({ type, values }) });
}

function critical(oid: string, ldap: Ldapts): Control {
  return new ldap.Control(oid, { critical: true });
}

function toLdapFilter(filter: Filter, ldap: Ldapts): LdapFilter {
  if ('equals' in filter) {
    const [attribute, value] = filter.equals;
    return new ldap.EqualityFilter({ attribute, value });
  }
  if ('all' in filter) return new ldap.AndFilter({ filters: filter.all.map((each) => toLdapFilter(each, ldap)) });
  return new ldap.OrFilter({ filters: filter.any.map((each) => toLdapFilter(each, ldap)) });
}

function toDomain(entry: Entry | undefined): Domain {
  const context = (name: keyof Domain): string => {
    const value = entry?.[name];
    if (typeof value === 'string') return value;
    throw new ProvisioningError(
      'EndpointUnavailable',
      `The server does not answer as a domain controller: no ${name}.`,
    );
  };
  return {
    defaultNamingContext: context('defaultNamingContext'),
    configurationNamingContext: context('configurationNamingContext'),
    schemaNamingContext: context('schemaNamingContext'),
  };
}

function passwordsSent({ unicodePwd = [] }: AttributeValues): readonly string[] {
  return unicodePwd.map((value) => (typeof value === 'string' ? value : decodePassword(value)));
}

function explain(error: unknown, doing: Doing, ldap: Ldapts, secrets: readonly string[]): unknown {
  if (error instanceof ProvisioningError || !(error instanceof Error)) return error;
  if (error instanceof ldap.ResultCodeError) {
    const diagnostic = redact(error.message.replace(/ Code: 0x[0-9a-f]+$/, ''), secrets);
    return toProvisioningError({ resultCode: error.code, diagnostic }, doing, error);
  }
  if (error.message.endsWith('Operation timed out')) {
    return new ProvisioningError('Timeout', 'The domain controller did not answer in time.', { cause: error });
  }
  return new ProvisioningError('EndpointUnavailable', 'The connection to the domain controller was lost.', {
    cause: error,
    details: redact(error.message, secrets),
  });
}

/**
 * The time limit of a search, in seconds (RFC 4511 4.5.1.5): it ends work that nobody waits for any more, never work that somebody
 * does. One more than our own patience, because Samba counts from the second in which the search began, not from the moment.
 */
function serverTimeLimit(patienceMs: number): number {
  return Math.ceil(patienceMs / 1000) + 1;
}
