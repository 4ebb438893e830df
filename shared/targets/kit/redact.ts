/** A service's own words, made fit for a log: without our secrets, on one line, of bounded length. */
const LONGEST = 1_000;

/** @param secrets texts that must never be seen; short ones are left out, as they would blot out ordinary words */
export function redact(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets
    .filter((secret) => secret.length >= 4)
    .reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]');
  const oneLine = withoutSecrets.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return oneLine.length > LONGEST ? `${oneLine.slice(0, LONGEST)}…` : oneLine;
}
