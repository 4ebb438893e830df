/** The request to a receiver, whole: what is missing in it, or too much, nobody else would notice. */

import { sendEvent } from '../../../shared/pipeline/outlets/sendEvent';
import type { HttpRequest } from '../../../shared/targets/kit/http';
import { addOutlet, OUTLET_SETTINGS, outletOf } from '../../support/outlets';
import { createWorkbench } from '../../support/workbench';

const URL = 'https://receiver.example/hook';

async function sent(): Promise<HttpRequest> {
  const bench = await createWorkbench(OUTLET_SETTINGS);
  await addOutlet(bench, null);
  const { outlet } = await outletOf(bench);
  const requests: HttpRequest[] = [];
  const { clock, sealer } = bench.services.house;
  const outside = async (request: HttpRequest) => {
    requests.push(request);
    return { status: 204, headers: new Headers(), text: '' };
  };
  const unsigned = { ...outlet, keys: [], definition: { ...outlet.definition, url: URL } };
  await sendEvent(unsigned, { id: 'event-1', body: '{"specversion":"1.0"}' }, { clock, sealer, outside });
  const [request] = requests;
  if (request === undefined) throw new Error('Nothing was sent.');
  return request;
}

test('says what it is, who sends it, and waits for so long for so much', async () => {
  expect(await sent()).toEqual({
    method: 'POST',
    url: URL,
    headers: { 'content-type': 'application/cloudevents+json', 'user-agent': 'Muster' },
    body: '{"specversion":"1.0"}',
    timeoutMs: 20_000,
    whenStrange: 'WebExceptionProtocolError',
    enoughBytes: 65_536,
  });
});
