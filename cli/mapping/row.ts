/** What a mapping makes of a row, and what may be wrong with one. Pure. */
import type { JsonObject } from '../../shared/scim/json';

/** Why a row cannot be sent. */
export interface RowFault {
  /** `NoKey`, `UnknownValue`, `WrongColumnCount`, `BlankRow`, …: stable. */
  readonly code: string;
  /** The column or attribute it is about. */
  readonly attribute?: string;
  readonly reason: string;
}

export type RowVerdict =
  | { readonly ok: true; readonly data: JsonObject }
  | { readonly ok: false; readonly faults: readonly RowFault[] };

/** The cells of a row by their columns. */
export type Cells = Pick<ReadonlyMap<string, string>, 'get'>;

export type MapRow = (cells: Cells) => RowVerdict;
