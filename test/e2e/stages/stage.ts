/** A target to bring a company into, and a way to look into it behind Muster's back. */
import type { JobToOpen } from '../../support/openJob';

/** An account as the target itself shows it, under one set of names. */
export interface Account {
  readonly id: string;
  /** The employee number: whose account it is. */
  readonly employee: string;
  readonly isEnabled: boolean;
  /** What people sign in with. */
  readonly account: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly title: string;
  readonly department: string;
  readonly city: string;
  readonly phone: string;
  /** The manager's id. */
  readonly manager: string | undefined;
}

/** Instead of what the template maps to an attribute. */
export interface MappingChange {
  readonly attribute: string;
  readonly expression: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface Stage {
  /** Of the host that is started for it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The ready job when absent. */
  readonly job?: JobToOpen;
  readonly mappings: readonly MappingChange[];
  /** All there are; `call` asks the host. */
  accounts(call: Call): Promise<readonly Account[]>;
  /** An administrator puts another employee number on an account. */
  handOver(id: string, employee: string, call: Call): Promise<void>;
  /** A version of every account, which any write changes. */
  versions(): Promise<ReadonlyMap<string, string>>;
  /** Requests to the target so far, where it counts them. */
  requests?(): number;
  close(): Promise<void>;
}

export type Call = (path: string, init?: RequestInit) => Promise<Response>;

/** Names as HR gives them, and where they are taken already, with the employee number. */
const ACCOUNT = 'Replace([userName], , "(?<Suffix>@(.)*)", "Suffix", "", , )';
export const UNIQUE_USER_NAME = `SelectUniqueValue([userName], Join("", ${ACCOUNT}, [externalId], "@", DefaultDomain()))`;

/** A name is chosen once, and people are not matched by what may be somebody else's. */
export const AT_CREATION = { flowType: 'ObjectAddOnly', matchingPriority: 0 } as const;
