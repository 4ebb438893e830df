/**
 * The network in memory: names that lead to addresses, and one service that answers at every one of them. A connection is made as
 * sockets make it: an address is gone to, and a name is asked of the look-up that the connection was given, which stands on the system's.
 */
import dns from 'node:dns';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';

/** Of what a request is begun with, what decides where it goes. */
interface Way {
  readonly method: string;
  readonly agent: { readonly options: { readonly lookup: LookupFunction } };
}

const JSON_TYPE = { 'content-type': ['application/scim+json'] };

type Told = (error: Error | null, found: readonly object[]) => void;

/**
 * Stands until `jest.restoreAllMocks()`.
 *
 * @param names a name that is not among them is nobody's
 * @param answer the body of every answer
 * @returns whatever arrived: `POST app.example 203.0.113.5`
 */
export function openMadeNetwork(names: Readonly<Record<string, string>>, answer: object): string[] {
  const arrived: string[] = [];
  const lookUp = (host: string, _: object, told: Told) => {
    const address = names[host];
    if (address === undefined) return told(Object.assign(new Error(`nobody is ${host}`), { code: 'ENOTFOUND' }), []);
    return told(null, [{ address, family: isIP(address) }]);
  };

  function request({ hostname }: URL, { method, agent }: Way) {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const outgoing = new EventEmitter();
    const arrive = (address: string) => {
      arrived.push(`${method} ${host} ${address}`);
      const body = Readable.from([Buffer.from(JSON.stringify(answer))]);
      outgoing.emit('response', Object.assign(body, { statusCode: 200, headers: {}, headersDistinct: JSON_TYPE }));
    };
    const end = () => {
      if (isIP(host) !== 0) return arrive(host);
      return agent.options.lookup(host, {}, (error, found) => {
        if (error !== null) outgoing.emit('error', error);
        else arrive(String(found));
      });
    };
    return Object.assign(outgoing, { reusedSocket: false, end });
  }

  jest.spyOn(dns, 'lookup').mockImplementation(lookUp as never);
  for (const module of [http, https]) jest.spyOn(module, 'request').mockImplementation(request as never);
  return arrived;
}
