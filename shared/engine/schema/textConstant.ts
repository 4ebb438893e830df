/** A text as a constant of the expression language (spec/engine.md 1.2). */
export function textConstant(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
