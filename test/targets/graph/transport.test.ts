/** Requests to Graph whose token is refused: sent again with another, where another is to be had. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphCall } from '../../../shared/targets/graph/call';
import { createGraphTransport } from '../../../shared/targets/graph/transport';
import { exchangeAnywhere } from '../../support/egress';
import { fakeClock, seededRandom } from '../../support/world';

let server: Server;
let accepted: string;
let asked: string[];
/** What each part of a batch is answered with, once; 200 afterwards. */
let parts: number[];

beforeEach(async () => {
  [accepted, asked, parts] = ['new', [], []];
  server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => {
      text += chunk;
    });
    req.on('end', () => {
      const token = req.headers.authorization?.slice('Bearer '.length) ?? '';
      asked.push(`${req.url} ${token}`);
      if (token !== accepted) {
        res.writeHead(401).end('{}');
        return;
      }
      const requests: { id: string }[] = text === '' ? [] : JSON.parse(text).requests;
      const responses = requests.map(({ id }) => ({ id, status: parts.shift() ?? 200, body: { id } }));
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ responses }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** @param tokens given one after the other, each until it is refused */
function transportWith(...tokens: string[]) {
  return createGraphTransport({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    timeoutMs: 5_000,
    clock: fakeClock(),
    random: seededRandom(),
    exchange: exchangeAnywhere,
    tokens: {
      token: async () => tokens[0] ?? '',
      refused: (token) => {
        if (tokens[0] === token && tokens.length > 1) tokens.shift();
        return tokens.length > 0 && tokens[0] !== token;
      },
    },
  });
}

const call = (name: string): GraphCall => ({ method: 'GET', url: `/users/${name}` });
const statuses = (outcomes: readonly object[]) => outcomes.map((outcome) => 'status' in outcome && outcome.status);

test('a token that is refused is replaced, alone and in a batch', async () => {
  expect(statuses(await transportWith('old', 'new').send([call('ada')]))).toEqual([200]);
  expect(statuses(await transportWith('old', 'new').send([call('ada'), call('ben')]))).toEqual([200, 200]);
  expect(asked).toEqual(['/users/ada old', '/users/ada new', '/$batch old', '/$batch new']);
});

test('everybody under way with it is sent again', async () => {
  const { send } = transportWith('old', 'new');
  const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => send([call(String(n))])));
  expect(outcomes.map(statuses)).toEqual(Array(30).fill([200]));
});

test('part of a batch that is refused for it gets a turn of its own', async () => {
  parts = [200, 401];
  expect(statuses(await transportWith('new').send([call('ada'), call('ben')]))).toEqual([200, 200]);
  expect(asked).toEqual(['/$batch new', '/users/ben new']);
});

test.each([
  { name: 'where there is no other', tokens: ['wrong'], times: 1 },
  { name: 'after the third', tokens: ['a', 'b', 'c', 'new'], times: 3 },
])('a refusal stands $name', async ({ tokens, times }) => {
  expect(statuses(await transportWith(...tokens).send([call('ada')]))).toEqual([401]);
  expect(asked).toHaveLength(times);
});
