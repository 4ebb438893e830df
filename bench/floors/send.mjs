/**
 * The floor of SEND: a process that posts prepared bodies, a line of a file each, so many at a time.
 *
 * It is given the token, checks nothing but the status, and sends no id by which a request could be made twice.
 */
import { readFileSync } from 'node:fs';

const [file, url, parallel] = process.argv.slice(2);
const left = readFileSync(file, 'utf8').split('\n');
const headers = { authorization: process.env.AUTHORIZATION, 'content-type': 'application/scim+json' };

async function work() {
  for (let body = left.pop(); body !== undefined; body = left.pop()) {
    const response = await fetch(url, { method: 'POST', body, headers });
    await response.text();
    if (response.status !== 202) throw new Error(`The bare loop was answered ${response.status}.`);
  }
}

await Promise.all(Array.from({ length: Number(parallel) }, work));
