/** How settings and secrets spell a switch (spec/engine.md 0.2, C4). */

/** `True`, `true` and `1` are on, as in Microsoft's own settings; everything else is off. */
export function isOn(value: string | undefined): boolean {
  return /^(true|1)$/i.test(value?.trim() ?? '');
}
