/** A collector of OpenTelemetry on loopback: what it was told, as JSON. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface ToldSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly links?: readonly { readonly traceId: string }[];
  readonly status?: { readonly message?: string };
}

export interface Collector {
  readonly url: string;
  readonly spans: ToldSpan[];
  /** Names, with the labels that each was told with. */
  readonly metrics: Map<string, Set<string>>;
  /** Everything as it came. */
  readonly bodies: string[];
  /** Answers 503 from now on. */
  fail(): void;
  close(): Promise<void>;
}

interface Point {
  readonly attributes?: readonly { readonly key: string }[];
}

interface Body {
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly { readonly spans: ToldSpan[] }[] }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly ({ readonly name: string } & Record<string, { readonly dataPoints?: Point[] }>)[];
    }[];
  }[];
}

export async function startCollector(): Promise<Collector> {
  const spans: ToldSpan[] = [];
  const metrics = new Map<string, Set<string>>();
  const bodies: string[] = [];
  let isDown = false;
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as Body;
    if (isDown) {
      response.writeHead(400).end();
      return;
    }
    bodies.push(JSON.stringify(body));
    for (const { scopeSpans } of body.resourceSpans ?? []) for (const scope of scopeSpans) spans.push(...scope.spans);
    for (const { scopeMetrics } of body.resourceMetrics ?? []) {
      for (const metric of scopeMetrics.flatMap((scope) => scope.metrics)) {
        const labels = metrics.get(metric.name) ?? new Set<string>();
        const points = Object.values(metric).flatMap((kind) =>
          typeof kind === 'string' ? [] : (kind.dataPoints ?? []),
        );
        for (const { attributes = [] } of points) for (const { key } of attributes) labels.add(key);
        metrics.set(metric.name, labels);
      }
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    bodies,
    fail: () => {
      isDown = true;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
