/** Requests to Microsoft Graph and Azure Resource Manager, patient with answers that get lost and with what is not there yet. */
import { setTimeout as wait } from 'node:timers/promises';

const TRIES = 5;
const FIRST_WAIT_MS = 1_000;
/** Busy, or down for a moment. */
const AGAIN = [408, 429, 500, 502, 503, 504];

/** The service said no. */
export class Refused extends Error {
  constructor(method, url, status, body) {
    super(`${method} ${url} was answered ${status}: ${body?.error?.message ?? body?.error?.code ?? 'no reason given'}`);
    this.status = status;
    this.code = body?.error?.code;
  }
}

/**
 * @param base address of the service, without a slash at its end
 * @param token of the person who deploys
 * @param waitMs before the second try; doubles
 */
export function createClient(base, token, waitMs = FIRST_WAIT_MS) {
  async function once(method, url, body) {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${await token()}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    const parsed = text === '' ? undefined : tryToParse(text);
    if (!response.ok) throw new Refused(method, url, response.status, parsed);
    return parsed;
  }

  /** @param isSafe whether it may be sent again when its answer is lost: a create asks first what is there */
  async function send(method, path, body, isSafe = true) {
    const url = path.startsWith('http') ? path : `${base}${path}`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(method, url, body);
      } catch (error) {
        const mayHelp = error instanceof Refused ? AGAIN.includes(error.status) : true;
        if (!mayHelp || !isSafe || attempt === TRIES) throw error;
        await wait(waitMs * 2 ** (attempt - 1));
      }
    }
  }

  return {
    get: (path) => send('GET', path),
    patch: (path, body) => send('PATCH', path, body),
    put: (path, body) => send('PUT', path, body),

    /** @returns every page */
    async list(path) {
      const found = [];
      for (let next = path; next !== undefined; ) {
        const page = await send('GET', next);
        found.push(...page.value);
        next = page['@odata.nextLink'];
      }
      return found;
    },

    /**
     * Makes what is not there. An answer that is lost leaves open whether it was made, so it is looked for again.
     * @param find gives what is there, or `undefined`
     */
    async ensure(find, path, body) {
      for (let attempt = 1; ; attempt += 1) {
        const found = await find();
        if (found !== undefined) return { value: found, made: false };
        try {
          return { value: await send('POST', path, body, false), made: true };
        } catch (error) {
          const isLost = !(error instanceof Refused) || AGAIN.includes(error.status);
          // A new application takes moments to be seen everywhere; a grant that is there already is no fault.
          const isEarly = error instanceof Refused && [400, 404, 409].includes(error.status);
          if (!(isLost || isEarly) || attempt === TRIES) throw error;
          await wait(waitMs * 2 ** (attempt - 1));
        }
      }
    },
  };
}

function tryToParse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a name in a list of our own is safe in an OData text. */
export const quote = (text) => `'${text.replaceAll("'", "''")}'`;
