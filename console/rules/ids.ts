/** What a pasted text may be the id of, by its form alone. */

export interface Recognised {
  readonly kind: 'entry' | 'upload' | 'job' | 'person';
  readonly id: string;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A log entry's id is a GUID, an upload's too; so a GUID is offered as both, and as whom it may name in the source.
 *
 * @param uploadForm how this service writes uploads' ids
 */
export function recognise(text: string): readonly Recognised[] {
  const id = text.trim();
  if (id === '' || /\s/.test(id)) return [];
  if (/^[\w]+\.[0-9a-z-]+\./i.test(id)) return [{ kind: 'job', id }];
  const person = { kind: 'person', id } as const;
  if (GUID.test(id)) return [{ kind: 'entry', id }, { kind: 'upload', id }, person];
  return [person];
}
