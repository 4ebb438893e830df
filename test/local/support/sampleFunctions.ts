/** Functions as an app would have them, bundled by `sampleBundle.ts` and loaded by the host under test. */
import { createHash } from 'node:crypto';
import { app, type HttpRequest, output, trigger } from '@azure/functions';

/** What happened so far, for the tests to read over HTTP. */
const calls: unknown[] = [];

app.http('echo', {
  route: 'echo/{id?}',
  methods: ['GET', 'POST', 'PUT', 'HEAD'],
  handler: async (request) => ({ jsonBody: await describe(request) }),
});

async function describe(request: HttpRequest) {
  const body = Buffer.from(await request.arrayBuffer());
  return {
    method: request.method,
    url: request.url,
    params: request.params,
    query: Object.fromEntries(request.query),
    header: request.headers.get('x-sample'),
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
  };
}

app.http('mirror', {
  methods: ['POST'],
  handler: async (request) => ({ body: await request.arrayBuffer(), headers: { 'Content-Type': 'image/png' } }),
});

app.http('accept', {
  methods: ['POST'],
  handler: async () => ({ status: 202, headers: { Location: '/elsewhere' } }),
});

app.http('cookies', {
  methods: ['GET'],
  handler: async () => ({
    status: 204,
    cookies: [
      { name: 'a', value: '1; 2', path: '/', httpOnly: true, secure: true, sameSite: 'Lax', maxAge: 60 },
      { name: 'b', value: '2', expires: Date.UTC(2026, 0, 15), domain: 'example.com', sameSite: 'None' },
    ],
  }),
});

app.http('open', {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
  handler: async () => ({ body: 'open' }),
});

app.http('plain', { handler: async () => ({ body: 'plain' }) });

app.generic('nothing', {
  trigger: trigger.http({ methods: ['GET'] }),
  return: output.http({}),
  handler: async () => undefined,
});

app.http('fails', {
  methods: ['GET'],
  handler: async (_, context) => {
    context.warn('about to fail');
    throw new Error('on purpose');
  },
});

app.http('registersLate', {
  methods: ['GET'],
  handler: async () => {
    try {
      app.http('late', { handler: async () => ({}) });
    } catch (error) {
      return { body: String(error) };
    }
    return { body: 'registered' };
  },
});

app.http('calls', { methods: ['GET'], handler: async () => ({ jsonBody: calls }) });

app.storageQueue('worker', {
  queueName: '%SAMPLE_QUEUE%',
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => {
    calls.push({ message, metadata: context.triggerMetadata });
    if (JSON.stringify(message).includes('poison')) throw new Error('cannot stomach it');
  },
});

app.timer('ticker', {
  schedule: '%SAMPLE_SCHEDULE%',
  runOnStartup: true,
  handler: async (timer) => {
    calls.push({ timer });
  },
});

app.hook.appStart(() => {
  calls.push('appStart');
});

app.hook.preInvocation((context) => {
  context.hookData.seen = true;
  if (context.invocationContext.functionName === 'plain') {
    context.functionHandler = async () => ({ body: 'replaced by a hook' });
  }
});

app.hook.postInvocation((context) => {
  if (context.invocationContext.functionName === 'nothing') calls.push({ post: context.hookData });
});
