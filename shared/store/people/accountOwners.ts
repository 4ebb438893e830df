/**
 * Whose an account is that does not say so itself: one account belongs to one source record of a job (spec/engine.md 6).
 *
 * | partition       | row           | holds                              |
 * |-----------------|---------------|------------------------------------|
 * | job`!accounts`  | target anchor | source anchor, since when          |
 *
 * Written before the person is committed, by people linked through a search to an account that does not carry their source
 * anchor; the insert decides between two of them. A row whose person has no such link any more is taken over, so none
 * needs to be removed. Decision 0016 says why creates need none.
 */

import type { Row, Table } from '../contract/table';
import { hold } from '../rows/firstComer';
import { joinKey, keyPart } from '../rows/keys';

export interface OwnedAccount {
  readonly jobId: string;
  readonly targetAnchor: string;
}

export interface OwnerNote {
  /** Source anchor of the person whose account it is said to be. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface AccountOwnerStore {
  /**
   * Notes that the account is this person's, unless a note of somebody else stands.
   *
   * @param isVoid whether a note of somebody else stands no more
   * @returns source anchor of the person whose account it is
   */
  register(
    account: OwnedAccount,
    anchor: string,
    now: number,
    isVoid: (note: OwnerNote) => Promise<boolean>,
  ): Promise<string>;
}

export const accountsPartition = (jobId: string) => joinKey(keyPart(jobId), 'accounts');

export function createAccountOwnerStore(table: Table): AccountOwnerStore {
  return {
    async register({ jobId, targetAnchor }, anchor, now, isVoid) {
      const keys = { partitionKey: accountsPartition(jobId), rowKey: keyPart(targetAnchor) };
      const standing = await hold(table, { ...keys, owner: anchor, since: now }, async (row) => {
        const note = toNote(row);
        return note.owner === anchor || isVoid(note);
      });
      return standing === undefined ? anchor : toNote(standing).owner;
    },
  };
}

function toNote({ properties }: Row): OwnerNote {
  return { owner: String(properties.owner), since: Number(properties.since) };
}
