/**
 * Telemetry that is on: OpenTelemetry's SDK, to a collector (OTLP over HTTP), to Application Insights, or both. A module of its
 * own in the package, loaded only then: it is nearly half as large as all the rest.
 */
import type { TokenCredential } from '@azure/identity';
import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import {
  type Attributes,
  type Context,
  type Counter,
  type Gauge,
  type Histogram,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { METRICS, type MetricName } from './metrics';
import { createSpanBatches } from './spanBatches';
import type { Meter, SpanOptions, Telemetry, Tracer } from './telemetry';
import { currentTrace, formatTraceparent, parseTraceparent, withinTrace } from './trace';

export interface TelemetryOptions {
  /** Connection string of Application Insights; its key is not used where the component takes identities alone. */
  readonly insights: string | undefined;
  /** Address of a collector, without `/v1/traces`. */
  readonly otlp: string | undefined;
  /** Whom Application Insights is told by; `undefined`: by the key in the connection string. */
  readonly credential: TokenCredential | undefined;
  readonly version: string;
  /** Which process tells, where it is not the service: an agent, by its name. */
  readonly agent?: string | undefined;
  /** Share of traces that are sent, 0 to 1; a trace is sent whole or not at all. */
  readonly ratio: number;
  readonly spansEveryMs?: number;
  readonly metricsEveryMs?: number;
}

const SPANS_EVERY_MS = 5_000;
const METRICS_EVERY_MS = 60_000;
const EXPORT_TIMEOUT_MS = 10_000;

const KINDS: Readonly<Record<SpanOptions['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
};

export function startTelemetry(options: TelemetryOptions): Telemetry {
  const insights = options.insights === undefined ? undefined : insightsOptions(options.insights, options.credential);
  const resource = resourceFromAttributes({ ...whoTells(options.agent), 'service.version': options.version });
  const spanExporters: SpanExporter[] = [
    ...(options.otlp === undefined ? [] : [new OTLPTraceExporter(otlp(options.otlp, 'traces'))]),
    ...(insights === undefined ? [] : [new AzureMonitorTraceExporter(insights)]),
  ];
  const metricExporters: PushMetricExporter[] = [
    ...(options.otlp === undefined ? [] : [new OTLPMetricExporter(otlp(options.otlp, 'metrics'))]),
    ...(insights === undefined ? [] : [new AzureMonitorMetricExporter(insights)]),
  ];
  const every = options.metricsEveryMs ?? METRICS_EVERY_MS;
  const meters = new MeterProvider({
    resource,
    readers: metricExporters.map(
      (exporter) =>
        new PeriodicExportingMetricReader({
          exporter,
          exportIntervalMillis: every,
          exportTimeoutMillis: Math.min(every, EXPORT_TIMEOUT_MS),
        }),
    ),
  });
  const meter = createMeter(meters);
  const spans = createSpanBatches(spanExporters, {
    intervalMs: options.spansEveryMs ?? SPANS_EVERY_MS,
    onDrop: (count) => meter.add('muster.telemetry.dropped', {}, count),
  });
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) });
  const provider = new BasicTracerProvider({ resource, sampler, spanProcessors: [spans] });
  // The host reports each invocation to Application Insights by itself: ours would be a second request of the same.
  const kinds = insights === undefined ? KINDS : { ...KINDS, server: SpanKind.INTERNAL, consumer: SpanKind.INTERNAL };
  return {
    meter,
    tracer: createTracer(provider, kinds),
    isOn: true,
    async flush() {
      await Promise.allSettled([spans.forceFlush(), meters.forceFlush()]);
    },
  };
}

const whoTells = (agent: string | undefined): Attributes =>
  agent === undefined ? { 'service.name': 'muster' } : { 'service.name': 'muster-agent', 'service.instance.id': agent };

const otlp = (endpoint: string, signal: 'traces' | 'metrics') => ({
  url: `${endpoint.replace(/\/+$/, '')}/v1/${signal}`,
  timeoutMillis: EXPORT_TIMEOUT_MS,
});

/** Nothing is put on the instance's disk. */
function insightsOptions(connectionString: string, credential: TokenCredential | undefined) {
  return { connectionString, disableOfflineStorage: true, ...(credential !== undefined && { credential }) };
}

function createMeter(provider: MeterProvider): Meter {
  const meter = provider.getMeter('muster');
  const instruments = new Map<MetricName, Counter | Histogram | Gauge>();
  for (const [name, { kind, unit, meaning: description }] of Object.entries(METRICS)) {
    const make = { counter: 'createCounter', histogram: 'createHistogram', gauge: 'createGauge' } as const;
    instruments.set(name as MetricName, meter[make[kind]](name, { unit, description }));
  }
  const of = <I>(name: MetricName) => instruments.get(name) as I;
  return {
    add: (name, labels, by = 1) => of<Counter>(name).add(by, labels as Attributes),
    record: (name, labels, seconds) => of<Histogram>(name).record(seconds, labels as Attributes),
    set: (name, labels, value) => of<Gauge>(name).record(value, labels as Attributes),
  };
}

function createTracer(provider: BasicTracerProvider, kinds: typeof KINDS): Tracer {
  const tracer = provider.getTracer('muster');
  return {
    async span(name, { kind, parent, links = [], attributes = {} }, work) {
      const linked = links.flatMap((link) => {
        const context = parseTraceparent(link);
        return context === undefined ? [] : [{ context: toSpanContext(context) }];
      });
      const around = contextOf(parent ?? currentTrace());
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes, links: linked }, around);
      const { traceId, spanId, traceFlags } = span.spanContext();
      const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
      try {
        return await withinTrace(formatTraceparent({ traceId, spanId, isSampled }), () =>
          work({ set: (attribute, value) => void span.setAttribute(attribute, value) }),
        );
      } catch (error) {
        // Its name or code alone: a message may quote what a person's data are.
        span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

function contextOf(traceparent: string | undefined): Context {
  const parsed = parseTraceparent(traceparent);
  return parsed === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, toSpanContext(parsed));
}

function toSpanContext({ traceId, spanId, isSampled }: { traceId: string; spanId: string; isSampled: boolean }) {
  return { traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}
