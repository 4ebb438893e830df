/** `resetScope` of a restart: a set of words, comma separated (spec/wire-contract.md 2.5). */

export const RESET_SCOPES = ['ConnectorDataStore', 'Escrows', 'Watermark', 'QuarantineState', 'ForceDeletes'] as const;
export type ResetScope = (typeof RESET_SCOPES)[number];

/** What the admin centre's *Restart provisioning* sends. */
const DEFAULT: readonly ResetScope[] = ['QuarantineState', 'Watermark', 'Escrows'];

const WORDS: Readonly<Record<string, readonly ResetScope[]>> = {
  none: [],
  connectordatastore: ['ConnectorDataStore'],
  escrows: ['Escrows'],
  watermark: ['Watermark'],
  quarantinestate: ['QuarantineState'],
  quarantine: ['QuarantineState'], // as seed 002 spells it
  full: ['ConnectorDataStore', 'Escrows', 'Watermark', 'QuarantineState'],
  forcedeletes: ['ForceDeletes'],
};

export type ResetScopeVerdict =
  | { readonly ok: true; readonly scopes: ReadonlySet<ResetScope> }
  | { readonly ok: false; readonly message: string };

/** @param text `undefined` or empty: the default set */
export function parseResetScope(text: string | undefined): ResetScopeVerdict {
  const words = (text ?? '').split(',').map((word) => word.trim());
  if (words.every((word) => word === '')) return { ok: true, scopes: new Set(DEFAULT) };
  const scopes = new Set<ResetScope>();
  for (const word of words) {
    const meaning = WORDS[word.toLowerCase()];
    if (meaning === undefined) {
      const known = ['None', ...RESET_SCOPES, 'Full', 'Quarantine'].join(', ');
      return {
        ok: false,
        message: `criteria.resetScope must be a comma-separated list of ${known}; '${word}' is none of them.`,
      };
    }
    for (const scope of meaning) scopes.add(scope);
  }
  return { ok: true, scopes };
}
