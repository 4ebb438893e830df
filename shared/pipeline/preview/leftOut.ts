/** Clients that leave blank cells out, as Microsoft's own web client does, never say that a value is gone: a plan tells. */

import { entriesOf } from '../../engine/person/entries';
import { canonicalUser } from '../../scim/canonical';
import type { PlannedPerson } from '../agentQuestions';
import type { JobContext } from '../jobContext';

/** So many names are told. */
const MOST_NAMES = 5;

/** @returns a note where some people of an upload leave out what others of it have; `undefined` where nothing is to be told */
export function leftOutNote(
  people: readonly PlannedPerson[],
  { compiled, omitted }: Pick<JobContext, 'compiled' | 'omitted'>,
): string | undefined {
  if (omitted === 'forget') return undefined;
  const names = new Map<string, string>();
  const told = people.map(({ operations }) => {
    const entries = operations.flatMap(({ data }) => [...entriesOf(canonicalUser(data), 1, compiled.vocabulary)]);
    for (const [key, { member }] of entries) names.set(key, member);
    return new Set(entries.map(([key]) => key));
  });
  const missing = [...names].filter(([key]) => told.some((keys) => !keys.has(key))).map(([, name]) => name);
  if (missing.length === 0) return undefined;
  const list = [...missing.slice(0, MOST_NAMES), ...(missing.length > MOST_NAMES ? ['…'] : [])].join(', ');
  return (
    `Some people of this upload leave out what others have (${list}): what is left out stays as it was said before, and clears nothing. ` +
    'Send "" for what is gone, or set OmittedAttributes to forget where a file is all there is to know.'
  );
}
