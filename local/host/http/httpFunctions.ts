/** Serves the HTTP-triggered functions: route, read, invoke, write. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationResponse } from '../core/contract';
import type { Invoke } from '../core/invoke';
import type { Environment } from '../environment';
import { createRouter, type Route } from '../routing/router';
import { readOption, type TriggeredFunction } from '../triggers';
import { answerEmpty, type HttpHandler } from './front';
import { readTarget, toHttpData, writeHttpData } from './httpData';
import { BodyTooLarge, readBody } from './readBody';

/** The Functions host's own limit. */
const MAX_BODY_BYTES = 104_857_600;

export type HttpRoute = Route<TriggeredFunction>;

/** A function without a route answers under its own name. @throws {Error} for a placeholder without a value */
export function toHttpRoute(trigger: TriggeredFunction, routePrefix: string, environment: Environment): HttpRoute {
  const { route, methods } = trigger.binding;
  const own = route === undefined ? trigger.name : readOption(trigger, 'route', environment);
  return {
    template: [routePrefix, own].filter((part) => part !== '').join('/'),
    methods: Array.isArray(methods) ? methods.map(String) : ['GET', 'POST'],
    target: trigger,
  };
}

/** The seven methods that functions commonly serve; naming them all says nothing. */
const USUAL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** For people: the path, and the methods unless it is all of them. */
export function describeRoute({ template, methods }: HttpRoute): string {
  const isAny = USUAL_METHODS.every((method) => methods.includes(method));
  return isAny ? `/${template}` : `[${methods.join(',')}] /${template}`;
}

/** @throws {Error} for a route that cannot be read */
export function createHttpFunctions(routes: readonly HttpRoute[], invoke: Invoke): HttpHandler {
  const router = createRouter(routes);
  return async (request, response) => {
    const target = readTarget(request);
    if (target === undefined) {
      answerEmpty(response, 400);
      return true;
    }
    const match = router(request.method ?? 'GET', target.path);
    if (match === undefined) return false;

    const body = await readBodyOrRefuse(request, response);
    if (body === undefined) return true;
    const { fn, bindingName } = match.target;
    const data = { http: toHttpData(request, target, match.params, body) };
    let result: InvocationResponse;
    try {
      result = await invoke(fn, { inputData: [{ name: bindingName, data }], triggerMetadata: {} });
    } catch {
      answerEmpty(response, 500); // invoke has logged it
      return true;
    }
    writeHttpData(response, result.returnValue?.http, request.method);
    return true;
  };
}

async function readBodyOrRefuse(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
  try {
    return await readBody(request, MAX_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    answerEmpty(response, 413, { Connection: 'close' });
    return undefined;
  }
}
