/**
 * Sends spans in batches, in the background: no request waits for telemetry, and what a collector does not take in time is
 * dropped and counted. The SDK's own processor drops without a word.
 */
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';

const MOST_WAITING = 4_096;
const MOST_AT_ONCE = 512;

export interface BatchOptions {
  readonly intervalMs: number;
  /** Told how many spans were lost. */
  onDrop(count: number): void;
}

export function createSpanBatches(exporters: readonly SpanExporter[], options: BatchOptions): SpanProcessor {
  let waiting: ReadableSpan[] = [];
  let sending: Promise<void> = Promise.resolve();
  const timer = setInterval(() => void send(), options.intervalMs);
  timer.unref();

  /** One batch after the other: a collector that is slow is not asked twice at once. */
  function send(): Promise<void> {
    sending = sending.then(async () => {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, MOST_AT_ONCE);
        waiting = waiting.slice(MOST_AT_ONCE);
        const results = await Promise.all(exporters.map((exporter) => exported(exporter, batch)));
        const failed = results.filter((result) => !result).length;
        if (failed > 0) options.onDrop(batch.length * failed);
        if (failed === exporters.length) return; // nobody listens now; the rest waits for the next round
      }
    });
    return sending;
  }

  return {
    onStart: () => undefined,
    onEnd(span) {
      if ((span.spanContext().traceFlags & 1) === 0) return;
      if (waiting.length >= MOST_WAITING) options.onDrop(1);
      else waiting.push(span);
    },
    forceFlush: send,
    async shutdown() {
      clearInterval(timer);
      await send();
      await Promise.all(exporters.map((exporter) => exporter.shutdown()));
    },
  };
}

function exported(exporter: SpanExporter, batch: ReadableSpan[]): Promise<boolean> {
  return new Promise((resolve) => {
    exporter.export(batch, ({ code }: ExportResult) => resolve(code === ExportResultCode.SUCCESS));
  });
}
