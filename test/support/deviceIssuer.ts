/**
 * An issuer that signs people in by a code on another device (RFC 8628), in memory and to the letter: whoever asks too soon is told to
 * slow down and waits longer from then on, a code serves once, and each parameter must be there. Words of errors are those of Entra.
 */

export interface DeviceIssuer {
  readonly fetch: typeof fetch;
  now(): number;
  wait(ms: number): Promise<void>;
  /** Everything that was asked of the token endpoint, by when: seconds from the beginning, and what was answered. */
  readonly asked: readonly (readonly [seconds: number, answered: string])[];
  /** The person enters the code, or refuses, after so long. */
  after(seconds: number, how: 'entered' | 'declined'): void;
}

export const DEVICE_CLIENT = 'native';
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** @param interval seconds between two questions; `undefined`: it says none, and means 5 */
export function deviceIssuer({
  interval,
  expiresIn = 900,
}: {
  interval?: number;
  expiresIn?: number;
} = {}): DeviceIssuer {
  let now = 0;
  let lastAt = 0;
  let least = interval ?? 5;
  let isSpent = false;
  let decision: { readonly at: number; readonly how: 'entered' | 'declined' } | undefined;
  const asked: [number, string][] = [];
  const error = (code: string, description: string) =>
    Response.json({ error: code, error_description: description }, { status: 400 });

  function give(form: URLSearchParams): Response {
    if (form.get('client_id') !== DEVICE_CLIENT) return error('unauthorized_client', 'AADSTS700016: not found.');
    if (!form.get('scope')) return error('invalid_request', 'AADSTS900144: scope is missing.');
    const code = { device_code: 'the-device-code', user_code: 'WDJB-MJHT', expires_in: expiresIn };
    const uri = 'https://login.example.com/device';
    return Response.json({ ...code, verification_uri: uri, ...(interval !== undefined && { interval }) });
  }

  function redeem(form: URLSearchParams): [string, Response] {
    const told = (code: string, text: string): [string, Response] => [code, error(code, text)];
    if (form.get('grant_type') !== GRANT) return told('unsupported_grant_type', 'AADSTS70003: not supported.');
    if (form.get('client_id') !== DEVICE_CLIENT) return told('invalid_client', 'AADSTS7000218: client_id is missing.');
    if (form.get('device_code') !== 'the-device-code' || isSpent)
      return told('bad_verification_code', 'AADSTS501491: not recognized.');
    const isTooSoon = now - lastAt < least * 1_000;
    lastAt = now;
    if (isTooSoon) {
      least += 5;
      return told('slow_down', 'Polled too often.');
    }
    if (now >= expiresIn * 1_000) return told('expired_token', 'AADSTS70020: the code has expired.');
    if (decision === undefined || now < decision.at) return told('authorization_pending', 'AADSTS70016: pending.');
    if (decision.how === 'declined') return told('authorization_declined', 'AADSTS70022: the user declined.');
    isSpent = true;
    return ['token', Response.json({ access_token: 'a', refresh_token: 'r', expires_in: 3_600 })];
  }

  return {
    asked,
    now: () => now,
    wait: async (ms) => {
      now += ms;
    },
    after: (seconds, how) => {
      decision = { at: seconds * 1_000, how };
    },
    fetch: (async (input: URL, init: RequestInit) => {
      const form = new URLSearchParams(String(init.body));
      if (init.method !== 'POST') return new Response(null, { status: 405 });
      if (input.pathname.endsWith('/devicecode')) return give(form);
      if (!input.pathname.endsWith('/token')) return new Response(null, { status: 404 });
      const [answered, response] = redeem(form);
      asked.push([now / 1_000, answered]);
      return response;
    }) as typeof fetch,
  };
}
