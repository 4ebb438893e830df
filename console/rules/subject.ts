import type { JsonObject } from '../../shared/scim/json';

/** Whom a draft is tried on. */
export interface Subject {
  readonly externalId: string;
  readonly displayName: string;
  /** What is known of the person. */
  readonly data: JsonObject;
  /** What the account holds, as the log prints it, by target attribute; `undefined` for somebody without one. */
  readonly account: Readonly<Record<string, string | null>> | undefined;
}
