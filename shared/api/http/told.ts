/** A request told of to operators: a span that goes on in whatever it causes, and how long uploads waited for their answer. */
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { traceOfHost, withinInvocation } from '../../telemetry/invocation';
import type { Telemetry } from '../../telemetry/telemetry';

/** Whose duration is counted: uploads are what callers wait for. */
const COUNTED = /\/bulkUpload$/;

export interface Told {
  readonly route: string;
  readonly request: HttpRequest;
  readonly context: InvocationContext;
  readonly telemetry: Telemetry;
}

export function told({ route, request, context, telemetry }: Told, work: () => Promise<HttpResponseInit>) {
  const { meter, tracer } = telemetry;
  const parent = traceOfHost(context) ?? request.headers.get('traceparent') ?? undefined;
  const attributes = { 'http.request.method': request.method, 'http.route': route };
  return withinInvocation(context, () =>
    tracer.span(`${request.method} ${route}`, { kind: 'server', parent, attributes }, async (span) => {
      const began = performance.now();
      const answered = await work();
      const status = answered.status ?? 200;
      span.set('http.response.status_code', status);
      const seconds = (performance.now() - began) / 1_000;
      if (COUNTED.test(route)) meter.record('muster.accept.duration', { outcome: String(status) }, seconds);
      return answered;
    }),
  );
}
