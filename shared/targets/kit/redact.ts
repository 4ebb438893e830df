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

/** Every password in a request's body, wherever it stands: a service that refuses it may send all of it back. */
export function passwordsIn(body: unknown): readonly string[] {
  if (Array.isArray(body)) return body.flatMap(passwordsIn);
  if (typeof body !== 'object' || body === null) return [];
  const { path, value } = body as { readonly path?: unknown; readonly value?: unknown }; // of a SCIM PATCH
  const patched = isPassword(String(path ?? '')) && typeof value === 'string' ? [value] : [];
  const named = Object.entries(body).flatMap(([name, one]) =>
    isPassword(name) && typeof one === 'string' ? [one] : passwordsIn(one),
  );
  return [...patched, ...named];
}

const isPassword = (name: string) => /password$/i.test(name);
