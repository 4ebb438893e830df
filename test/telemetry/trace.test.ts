import { formatTraceparent, parseTraceparent } from '../../shared/telemetry/trace';

const [TRACE, SPAN] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

test('a trace that is sampled, and one that is not, is read as it is written', () => {
  for (const isSampled of [true, false]) {
    const context = { traceId: TRACE, spanId: SPAN, isSampled };
    expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
  }
});

test.each([
  { name: 'nothing', text: undefined },
  { name: 'a text', text: 'trace me' },
  { name: 'another version', text: `01-${TRACE}-${SPAN}-01` },
  { name: 'capital letters', text: `00-${TRACE.toUpperCase()}-${SPAN}-01` },
  { name: 'a trace of zeros', text: `00-${'0'.repeat(32)}-${SPAN}-01` },
  { name: 'a span of zeros', text: `00-${TRACE}-${'0'.repeat(16)}-01` },
  { name: 'more behind it', text: `00-${TRACE}-${SPAN}-01-x` },
])('$name is no trace', ({ text }) => {
  expect(parseTraceparent(text)).toBeUndefined();
});
