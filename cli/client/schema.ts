/** The schema of a job, as the service keeps it. */
import type { Http } from './http';

export interface KeptSchema {
  /** Without what is only about the answer. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Names what is kept now; `undefined` where the service is too old to say. */
  readonly etag: string | undefined;
}

/** @param job Graph's path of the job */
export async function readSchema(http: Http, job: string): Promise<KeptSchema> {
  const { text, headers } = await http.call('GET', `${job}/schema`);
  const { '@odata.context': _, ...schema } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return { schema, etag: headers.get('etag') ?? undefined };
}
