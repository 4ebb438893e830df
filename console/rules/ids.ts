/** What a pasted text may be the id of, by its form alone. */

export interface Recognised {
  readonly kind: 'entry' | 'upload' | 'job' | 'person';
  readonly id: string;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const UPLOAD = /^.+~\d{1,15}$/;
/** A template, and two ids that stand for a tenant and a job. */
const JOB = /^\w+\.[0-9a-f]{32}\.[0-9a-f-]{36}$/i;

/** A log entry's id is a GUID, and so may be a person's in the source: then it is offered as both. */
export function recognise(text: string): readonly Recognised[] {
  const id = text.trim();
  if (id === '' || /\s/.test(id)) return [];
  if (UPLOAD.test(id)) return [{ kind: 'upload', id }];
  if (JOB.test(id)) return [{ kind: 'job', id }];
  const person = { kind: 'person', id } as const;
  return GUID.test(id) ? [{ kind: 'entry', id }, person] : [person];
}
