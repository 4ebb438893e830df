/** A job as it would be with another schema: everything but the schema is as it is. */
import { compileSchema } from '../../engine/schema/compileSchema';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import type { JobContext } from '../jobContext';

/** @param schema one that parseSchema accepts; `undefined`: the job's own */
export function withDraft(context: JobContext, schema: SynchronizationSchema | undefined): JobContext {
  if (schema === undefined) return context;
  const compiled = compileSchema(schema);
  return { ...context, compiled, systems: { ...context.systems, source: compiled.source.name } };
}
