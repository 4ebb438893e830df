/** Fields of a form: what is saved, and what somebody typed over it; kept for this tab while what is saved stays the same. */
import { useEffect, useState } from 'preact/hooks';
import { keepDraft, readDraft } from './drafts';
import { useAskBeforeLeaving } from './leaving';

type Values = Readonly<Record<string, string>>;

export interface FormDraft<T extends Values> {
  readonly values: T;
  readonly isChanged: boolean;
  set(changes: Partial<T>): void;
  /** Also after saving: what is saved is shown again. */
  discard(): void;
}

interface Kept {
  readonly base: string;
  readonly typed: Values;
}

/**
 * @param name what it is a form of, with the job
 * @param keepable what of it may be kept in the browser: no secret may
 */
export function useFormDraft<T extends Values>(
  name: string,
  saved: T,
  keepable: (typed: Values) => Values = (typed) => typed,
): FormDraft<T> {
  const base = JSON.stringify(keepable(saved));
  const [typed, setTyped] = useState<Values>(() => {
    const kept = readDraft<Kept>(name);
    return kept?.base === base ? kept.typed : {};
  });
  const isChanged = Object.entries(typed).some(([field, value]) => value !== (saved[field] ?? ''));

  useEffect(() => {
    const kept = keepable(typed);
    keepDraft(name, Object.keys(kept).length === 0 ? undefined : { base, typed: kept });
  }, [name, base, typed]);
  const isUnkept = isChanged && Object.keys(keepable(typed)).length < Object.keys(typed).length;
  useAskBeforeLeaving(isUnkept); // a secret that was typed would be lost

  return {
    values: { ...saved, ...typed },
    isChanged,
    set: (changes) => setTyped((now) => ({ ...now, ...(changes as Values) })),
    discard: () => setTyped({}),
  };
}
