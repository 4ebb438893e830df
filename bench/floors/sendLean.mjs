/** The floor of SEND once more, over `node:http`, which `muster send` posts over, too: no loop in JavaScript takes less. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const [file, url, parallel] = process.argv.slice(2);
const left = readFileSync(file, 'utf8').split('\n');
const agent = new Agent({ keepAlive: true });

/** @returns the status, once the answer is read */
function post(body) {
  const headers = {
    authorization: process.env.AUTHORIZATION,
    'content-type': 'application/scim+json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers, agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    asked.on('error', reject).end(body);
  });
}

async function work() {
  for (let body = left.pop(); body !== undefined; body = left.pop()) {
    const status = await post(body);
    if (status !== 202) throw new Error(`The bare loop was answered ${status}.`);
  }
}

await Promise.all(Array.from({ length: Number(parallel) }, work));
