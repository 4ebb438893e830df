/** Of a delivery's headers, what is kept with it: what reading it again needs, and who sent it. Nothing that proves anything. */
import type { Verification } from '../../inlets/definition';
import type { HeaderReader } from '../../inlets/signatures/request';

const ALWAYS = ['content-type', 'user-agent', 'ce-specversion', 'ce-id', 'ce-source', 'ce-type', 'ce-subject'].concat([
  'ce-time',
  'ce-dataschema',
  'ce-sequence',
  'ce-partitionkey',
]);
const LONGEST = 1_000;

export function keptHeaders(verify: Verification, headers: HeaderReader): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of [...ALWAYS, ...namesOf(verify)]) {
    const value = headers.get(name);
    if (value !== null) kept[name.toLowerCase()] = value.slice(0, LONGEST);
  }
  return kept;
}

/** Ids and times of deliveries; signatures and credentials never. */
function namesOf(verify: Verification): readonly string[] {
  if (verify.scheme === 'standard') return [`${verify.prefix}-id`, `${verify.prefix}-timestamp`];
  return verify.scheme === 'hmac' && verify.timestamp !== null ? [verify.timestamp.header] : [];
}

/** The same as they were read at first. */
export const readerOf = (headers: Readonly<Record<string, string>>): HeaderReader => ({
  get: (name) => headers[name.toLowerCase()] ?? null,
});
