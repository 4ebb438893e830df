/** The person a draft is tried on: in the address as `for`, so that a colleague sees the same. */
import { useMemo } from 'preact/hooks';
import type { JsonObject } from '../../shared/scim/json';
import { type FoundPerson, findPeople, type Person, readPerson } from '../api/people';
import { type Evaluated, evaluatePerson } from '../api/schema';
import { missingRole } from '../rules/rights';
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

/** @param name of the address's own word for the person */
export function useSubject(jobId: string, name = 'for'): SubjectState {
  const { client, me } = useService();
  const { query, set } = useUrl();
  const some = useAnswer({ key: ['people', jobId, ''], load: (signal) => findPeople(client, jobId, '', signal) });
  const others = some.data?.value ?? [];
  const externalId = query[name] ?? others[0]?.externalId;
  const person = useAnswer({
    key: ['person', jobId, externalId],
    load: (signal) => readPerson(client, jobId, externalId ?? '', signal),
    off: externalId === undefined,
  });
  const mayEvaluate = missingRole(me.caller.permissions, 'operate') === undefined;
  const evaluated = useAnswer({
    key: ['evaluated', jobId, externalId],
    load: (signal) => evaluatePerson(client, jobId, externalId ?? '', signal),
    off: externalId === undefined || !mayEvaluate,
  });
  const subject = useMemo(
    () => (person.data === undefined ? undefined : subjectOf(person.data, evaluated.data)),
    [person.data, evaluated.data],
  );
  return {
    subject,
    others,
    choose: (chosen) => set({ [name]: chosen }),
    search: async (text) => (await findPeople(client, jobId, text)).value,
  };
}

/** Enough to see that a change is not about one person alone. */
const SEVERAL = 3;

/** The person chosen, and others after them. */
export function useSomeSubjects(jobId: string, { subject, others }: SubjectState): readonly Subject[] {
  const { client } = useService();
  const ids = others.map(({ externalId }) => externalId).filter((id) => id !== subject?.externalId);
  const wanted = ids.slice(0, SEVERAL - 1);
  const { data } = useAnswer({
    key: ['person', jobId, wanted],
    load: (signal) => Promise.all(wanted.map((id) => readPerson(client, jobId, id, signal))),
    off: wanted.length === 0,
  });
  return useMemo(
    () => [...(subject === undefined ? [] : [subject]), ...(data ?? []).map((person) => subjectOf(person, undefined))],
    [subject, data],
  );
}

/** @param evaluated what the account holds; unknown to who may only read */
function subjectOf({ externalId, displayName, data }: Person, evaluated: Evaluated | undefined): Subject {
  const held = evaluated?.match?.found === true ? evaluated.attributes : undefined;
  return {
    externalId,
    displayName: displayName ?? externalId,
    data: (data ?? { externalId }) as JsonObject,
    account: held && Object.fromEntries(held.map(({ target, comparedWith }) => [target, comparedWith])),
  };
}
