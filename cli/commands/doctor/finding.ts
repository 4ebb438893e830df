/** A line of `muster doctor`. */
export interface Finding {
  readonly status: 'ok' | 'warn' | 'FAIL';
  readonly what: string;
  readonly detail: string;
  /** One command to run. */
  readonly fix: string | null;
}

export const ok = (what: string, detail: string): Finding => ({ status: 'ok', what, detail, fix: null });
export const warn = (what: string, detail: string, fix: string | null): Finding => ({
  status: 'warn',
  what,
  detail,
  fix,
});
export const fail = (what: string, detail: string, fix: string | null): Finding => ({
  status: 'FAIL',
  what,
  detail,
  fix,
});
