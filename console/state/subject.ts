/** The person a draft is tried on: in the address as `for`, so that a colleague sees the same. */
import type { JsonObject } from '../../shared/scim/json';
import { type FoundPerson, findPeople, readPerson } from '../api/people';
import type { Subject } from '../rules/subject';
import { useAnswer } from './query';
import { useService } from './service';
import { useUrl } from './url';

export interface SubjectState {
  readonly subject: Subject | undefined;
  /** Some people of the job, to choose from. */
  readonly others: readonly FoundPerson[];
  choose(externalId: string): void;
  search(text: string): Promise<readonly FoundPerson[]>;
}

export function useSubject(jobId: string): SubjectState {
  const { client } = useService();
  const { query, set } = useUrl();
  const some = useAnswer({ key: ['people', jobId, ''], load: (signal) => findPeople(client, jobId, '', signal) });
  const others = some.data?.value ?? [];
  const externalId = query.for ?? others[0]?.externalId;
  const person = useAnswer({
    key: ['person', jobId, externalId],
    load: (signal) => readPerson(client, jobId, externalId ?? '', signal),
    off: externalId === undefined,
  });
  return {
    subject: person.data === undefined ? undefined : subjectOf(person.data),
    others,
    choose: (chosen) => set({ for: chosen }),
    search: async (text) => (await findPeople(client, jobId, text)).value,
  };
}

function subjectOf({ externalId, displayName, data }: Awaited<ReturnType<typeof readPerson>>): Subject {
  return {
    externalId,
    displayName: displayName ?? externalId,
    data: (data ?? { externalId }) as JsonObject,
    account: undefined,
  };
}
