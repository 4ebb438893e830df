/** A job's schema and the draft of it that this tab holds, kept over a reload (spec/console.md 5). */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import { readJob } from '../api/jobs';
import { type LoadedSchema, readSchema } from '../api/schema';
import type { JobFacts } from '../api/types';
import { keepDraft, readDraft } from './drafts';
import { refresh, useAnswer } from './query';
import { useService } from './service';

export interface SchemaDraft {
  readonly job: JobFacts;
  readonly base: LoadedSchema;
  readonly draft: SynchronizationSchema;
  readonly isChanged: boolean;
  change(how: (draft: SynchronizationSchema) => SynchronizationSchema): void;
  discard(): void;
  /** What is stored now is where the draft begins from: it was saved, or somebody else's was taken over. */
  begin(from: LoadedSchema, draft?: SynchronizationSchema): void;
  /** Reads what is stored now. */
  reload(): Promise<void>;
}

export interface SchemaAnswer {
  readonly found: SchemaDraft | undefined;
  readonly error: unknown;
  again(): void;
}

/** A draft, and what it began from: where somebody else has saved since, saving it meets their version, also after a reload. */
interface Begun {
  readonly base: LoadedSchema;
  readonly draft: SynchronizationSchema;
}

const nameOf = (jobId: string) => `schema.${jobId}`;

export function useSchemaDraft(jobId: string): SchemaAnswer {
  const { client } = useService();
  const facts = useAnswer({ key: ['job', jobId], load: (signal) => readJob(client, jobId, signal) });
  const job = facts.data;
  const stored = useAnswer({
    key: ['schema', jobId],
    load: (signal) => readSchema(client, job as JobFacts, signal),
    off: job === undefined,
  });
  const [state, setState] = useState<Begun>();

  const begin = useCallback(
    (base: LoadedSchema, draft: SynchronizationSchema = base.schema) => {
      const begun: Begun = { base, draft };
      keepDraft(nameOf(jobId), draft === base.schema ? undefined : begun);
      setState(begun);
    },
    [jobId],
  );

  useEffect(() => {
    // What is being changed is not taken from under somebody's hands; saving then meets the newer version.
    if (stored.data === undefined || state !== undefined) return;
    const kept = readDraft<Begun>(nameOf(jobId));
    begin(kept?.base ?? stored.data, kept?.draft);
  }, [stored.data, jobId]);

  const error = facts.error ?? stored.error;
  const again = () => {
    facts.again();
    stored.again();
  };
  if (job === undefined || state === undefined) return { found: undefined, error, again };
  const { base, draft } = state;
  return {
    found: {
      job,
      base,
      draft,
      isChanged: draft !== base.schema,
      change: (how) => begin(base, how(draft)),
      discard: () => begin(base),
      begin,
      reload: () => refresh('schema', jobId),
    },
    error,
    again,
  };
}
