/**
 * Requests of ours through the pipeline of the SDK's client: credentials, retries, telemetry, counting and the time limit
 * are the SDK's and connection.ts's; what is said and what comes back is written and read here, for a third of the cost.
 */
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpMethods,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { statedRefusal } from './azureErrors';

export interface WireRequest {
  readonly method: HttpMethods;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the request, its repetitions included. */
  readonly abortSignal: AbortSignal;
}

/** One for the process: its connections are kept. */
const http = createDefaultHttpClient();

const SPOKEN = {
  'x-ms-version': '2019-02-02',
  DataServiceVersion: '3.0',
  Accept: 'application/json;odata=minimalmetadata',
};

/**
 * @returns the answer of a success
 * @throws {ServiceRefusal} what the service says instead, its repetitions over; whatever the pipeline throws where there is no answer
 */
export async function exchange(pipeline: Pipeline, asked: WireRequest): Promise<PipelineResponse> {
  const { method, url, headers, body, abortSignal } = asked;
  const request = createPipelineRequest({
    method,
    url,
    headers: createHttpHeaders({ ...SPOKEN, ...headers }),
    abortSignal,
    allowInsecureConnection: url.startsWith('http:'),
    ...(body !== undefined && { body }),
  });
  const answer = await pipeline.sendRequest(http, request);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw statedRefusal(answer.status, answer.bodyAsText ?? '', answer.headers.get('x-ms-error-code'));
}

/** The JSON of an answer. The SDK's pipeline has read it on its way already; then it is not read again. */
export function jsonOf(answer: PipelineResponse & { readonly parsedBody?: unknown }): unknown {
  return answer.parsedBody ?? JSON.parse(answer.bodyAsText ?? '');
}
