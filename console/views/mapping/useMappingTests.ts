/** The tests that are kept with a job, and how the draft does in them. */
import { useMemo } from 'preact/hooks';
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { readMappingTests, saveMappingTests } from '../../api/mappingTests';
import { isRed, type RanTest, runTests } from '../../expression/mappingTests';
import { refresh, useAnswer } from '../../state/query';
import { useService } from '../../state/service';

export interface TestState {
  /** `undefined`: not read yet, or not to be read. */
  readonly tests: readonly unknown[] | undefined;
  readonly error: unknown;
  again(): void;
  /** In the order of the tests; none where the draft has faults. */
  readonly ran: readonly RanTest[];
  readonly red: number;
  /** Keeps these instead. @throws {ApiError} */
  save(tests: readonly unknown[]): Promise<void>;
}

/** @param draft `undefined`: it has faults, and nothing can be run */
export function useMappingTests(jobId: string, draft: SynchronizationSchema | undefined): TestState {
  const { client } = useService();
  const { data, error, again } = useAnswer({
    key: ['mappingTests', jobId],
    load: (signal) => readMappingTests(client, jobId, signal),
  });
  const ran = useMemo(
    () => (data === undefined || draft === undefined ? [] : runTests(draft, data.tests)),
    [data, draft],
  );
  return {
    tests: data?.tests,
    error,
    again,
    ran,
    red: ran.filter(isRed).length,
    async save(tests) {
      try {
        await saveMappingTests(client, jobId, { tests, etag: data?.etag ?? null });
      } finally {
        await refresh('mappingTests', jobId);
      }
    },
  };
}
