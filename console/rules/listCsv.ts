/** Lists of people as files: who is held, who fails, who is known. One row a person, in the words of the API. */
import { type Initiated, initiatorName } from './audit';
import { toCsv } from './csvOut';

interface Held {
  readonly externalId: string;
  readonly displayName: string | null;
  readonly targetId: string | null;
  readonly action: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly heldSinceDateTime: string;
  readonly uploadId: string | null;
}

export const heldCsv = (rows: readonly Held[]): string =>
  toCsv(
    ['externalId', 'displayName', 'targetId', 'action', 'status', 'reason', 'heldSinceDateTime', 'uploadId'],
    rows.map((one) => [
      ...[one.externalId, one.displayName, one.targetId, one.action, one.status, one.reason],
      ...[one.heldSinceDateTime, one.uploadId],
    ]),
  );

interface Failing {
  readonly externalId: string;
  readonly targetId: string | null;
  readonly failure: {
    readonly code: string;
    readonly attribute: string | null;
    readonly message: string;
    readonly recommendedAction: string | null;
  };
  readonly attempts: number;
  readonly firstFailureDateTime: string;
  readonly nextAttemptDateTime: string | null;
}

export const escrowCsv = (rows: readonly Failing[]): string =>
  toCsv(
    [
      ...['externalId', 'targetId', 'code', 'attribute', 'message', 'recommendedAction', 'attempts'],
      ...['firstFailureDateTime', 'nextAttemptDateTime'],
    ],
    rows.map(({ failure, ...one }) => [
      ...[one.externalId, one.targetId, failure.code, failure.attribute, failure.message, failure.recommendedAction],
      ...[one.attempts, one.firstFailureDateTime, one.nextAttemptDateTime],
    ]),
  );

interface Known {
  readonly externalId: string;
  readonly displayName: string | null;
  readonly userName: string | null;
  readonly state: string;
  readonly targetId: string | null;
}

export const peopleCsv = (rows: readonly Known[]): string =>
  toCsv(
    ['externalId', 'displayName', 'userName', 'state', 'targetId'],
    rows.map((one) => [one.externalId, one.displayName, one.userName, one.state, one.targetId]),
  );

interface Sent {
  readonly id: string;
  readonly cycleId: string;
  readonly acceptedDateTime: string;
  readonly totalOperations: number;
  readonly sentBy: Initiated | null;
}

/** @param unknown who sent it where nobody knows */
export const uploadsCsv =
  (unknown: string) =>
  (rows: readonly Sent[]): string =>
    toCsv(
      ['id', 'cycleId', 'acceptedDateTime', 'totalOperations', 'sentBy'],
      rows.map((one) => [
        ...[one.id, one.cycleId, one.acceptedDateTime, one.totalOperations],
        one.sentBy === null ? unknown : initiatorName(one.sentBy, unknown),
      ]),
    );

interface Planned {
  readonly externalId: string | null;
  readonly action: string;
  readonly status: string;
  readonly changes: readonly {
    readonly name: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
}

/** A row a change, so that a spreadsheet can be filtered by attribute; a person whom nothing happens to has one row. */
export const planCsv = (rows: readonly (Planned & { readonly why: string })[]): string =>
  toCsv(
    ['externalId', 'action', 'status', 'attribute', 'oldValue', 'newValue', 'reason'],
    rows.flatMap(({ externalId, action, status, changes, why }) => {
      const all = changes.length === 0 ? [{ name: null, oldValue: null, newValue: null }] : changes;
      return all.map(({ name, oldValue, newValue }) => [externalId, action, status, name, oldValue, newValue, why]);
    }),
  );
