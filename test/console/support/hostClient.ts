/** The console's way of asking, to functions in this process instead of to a network. */
import type { Client } from '../../../console/api/client';
import { readError } from '../../../console/api/errors';
import { openConsole } from '../../../shared/composition/console';
import type { FunctionHost } from '../../support/functionHost';
import { httpRequest } from '../../support/httpCall';
import { TENANT_ID } from '../../support/workbench';

/** As Ada, an administrator who has signed in. @param host asked for with each request */
export function clientOf(host: () => FunctionHost): Client {
  const client: Client = {
    async ask(path, { method = 'GET', body, headers = {} } = {}) {
      if (path === '/console/config.json') return readConfig(path);
      const answer = await host().call(`${method} ${path}`, { body, headers, person: ['Muster.Admin'] });
      const { status = 0, text } = answer;
      const response = new Response(text === '' ? null : text, { status, headers: answer.headers });
      if (!response.ok) throw await readError(response, `${method} ${path}`);
      return response;
    },
    async json<T>(path: string, asked = {}) {
      const text = await (await client.ask(path, asked)).text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
  return client;
}

/** Needs no service, and so none of a workbench's settings. */
async function readConfig(url: string): Promise<Response> {
  Object.assign(process.env, { AzureWebJobsStorage: 'in memory', TENANT_ID, CONSOLE_CLIENT_ID: 'console' });
  const { body } = await openConsole(httpRequest({ url }));
  return new Response(String(body));
}
