/**
 * What a spreadsheet makes of a value on its way into a text file (`--sheet-quirks`): taken back where nothing was lost, and
 * told where the value is gone. Pure.
 */
import type { Cells, MapRow, RowFault } from './row';

/** `="00123"`: a text that was kept from becoming a number. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;
/** `'00123`, `'=1+2`: the mark of a text. Not that of a name, such as 's-Gravenhage. */
const TEXT_MARK = /^'(?=[=+\-@\d\t\r])/;
const AROUND = /^[\s\u00a0\u200b\u2060\ufeff]+|[\s\u00a0\u200b\u2060\ufeff]+$/g;

/** A cell as it was meant, where that can be told. */
export function plainCell(cell: string): string {
  const text = cell.replace(AROUND, '');
  const [, quoted] = TEXT_FORMULA.exec(text) ?? [];
  return quoted === undefined ? text.replace(TEXT_MARK, '') : quoted.replaceAll('""', '"');
}

/** `#REF!`, and as it is called elsewhere (`#BEZUG!`); `#N/A` and its names; `####` for a column that was too narrow. */
const FAILED_FORMULA = /^#(?:[\p{Lu}¡¿][\p{Lu}\d/_]*[!?]|N\/A|NV|N\/D|N\/B|GETTING_DATA|#+)$/u;
/** `1.23457E+11`, in any language: a number whose digits no longer stand there. */
const ROUNDED_NUMBER = /^-?\d(?:[.,]\d+)?E\+\d{2,}$/;

function lost(cell: string): Pick<RowFault, 'code' | 'reason'> | undefined {
  if (FAILED_FORMULA.test(cell)) {
    return {
      code: 'SheetError',
      reason: `"${cell}" is what a spreadsheet says of a formula that failed, and no value.`,
    };
  }
  if (ROUNDED_NUMBER.test(cell)) {
    const reason = `"${cell}" is a number that a spreadsheet has rounded: make the column text there, and export it again.`;
    return { code: 'SheetNumber', reason };
  }
  return undefined;
}

/** @param mapped columns that somebody reads: what was lost elsewhere costs nobody their row */
export function refusingLostValues(mapRow: MapRow, mapped: readonly string[]): MapRow {
  return (cells: Cells) => {
    const faults = mapped.flatMap((column) => {
      const what = lost(cells.get(column) ?? '');
      return what === undefined ? [] : [{ ...what, attribute: column }];
    });
    return faults.length > 0 ? { ok: false, faults } : mapRow(cells);
  };
}
