/** Spans on their way: in batches, in the background, and counted where they are lost. */
import { TraceFlags } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { createSpanBatches } from '../../shared/telemetry/spanBatches';

const NEVER_MS = 3_600_000;
const span = (traceFlags = TraceFlags.SAMPLED) => ({ spanContext: () => ({ traceFlags }) }) as ReadableSpan;

function open(answers: (() => ExportResultCode) | 'never') {
  const taken: number[] = [];
  let dropped = 0;
  const exporter: SpanExporter = {
    export(spans: ReadableSpan[], done: (result: ExportResult) => void) {
      taken.push(spans.length);
      if (answers !== 'never') done({ code: answers() });
    },
    shutdown: async () => undefined,
  };
  const batches = createSpanBatches([exporter], {
    intervalMs: NEVER_MS,
    onDrop: (count) => {
      dropped += count;
    },
  });
  const end = (count: number) => {
    for (let index = 0; index < count; index += 1) batches.onEnd(span());
  };
  return { batches, end, taken, dropped: () => dropped };
}

test('they go in batches, and those that are not sampled do not', async () => {
  const { batches, end, taken, dropped } = open(() => ExportResultCode.SUCCESS);
  end(1_025);
  batches.onEnd(span(TraceFlags.NONE));
  await batches.forceFlush();
  expect([taken, dropped()]).toEqual([[512, 512, 1], 0]);
});

test('a batch that is refused is lost and counted, and the rest waits for the next round', async () => {
  let isDown = true;
  const { batches, end, taken, dropped } = open(() => (isDown ? ExportResultCode.FAILED : ExportResultCode.SUCCESS));
  end(600);
  await batches.forceFlush();
  expect([taken, dropped()]).toEqual([[512], 512]);
  isDown = false;
  await batches.forceFlush();
  expect([taken, dropped()]).toEqual([[512, 88], 512]);
});

test('a collector that never answers fills the line, and what does not fit is lost and counted', () => {
  const { batches, end, taken, dropped } = open('never');
  end(1);
  void batches.forceFlush();
  end(5_000);
  expect(taken.length).toBeLessThanOrEqual(1);
  expect(dropped()).toBe(5_001 - 4_096);
});
