/** What each answer of a token endpoint means, at the ends of its ranges. */
import type { ProvisioningError } from '../../../shared/errors';
import type { Exchange } from '../../../shared/targets/kit/http';
import { createTokenEndpoint } from '../../../shared/targets/scim/credentials/tokenEndpoint';
import { virtualClock } from '../../support/virtualClock';

const TOKEN = JSON.stringify({ access_token: 'a token', expires_in: 60 });
const REFUSAL = JSON.stringify({ error: 'invalid_client', error_description: 'The secret s3cret has expired.' });

/** The endpoint that always answers so; and how often it was asked. */
function ask(status: number, text: string) {
  const clock = virtualClock();
  let asked = 0;
  const exchange: Exchange = async () => {
    asked += 1;
    return { status, headers: new Headers(), text };
  };
  const credentials = {
    kind: 'clientCredentials',
    tokenUrl: 'https://login.example/token',
    clientId: 'muster',
    clientSecret: 's3cret',
    clientAuthentication: 'client_secret_post',
  } as const;
  const endpoint = createTokenEndpoint(credentials, 1_000, { clock, exchange });
  const result = clock.run(
    endpoint.fetch().then(
      ({ value }) => value,
      ({ code, message, details }: ProvisioningError) => ({ code, message, details }),
    ),
  );
  return { result, asked: () => asked };
}

test.each([200, 201, 299])('%i with a token gives it', async (status) => {
  expect(await ask(status, TOKEN).result).toBe('a token');
});

test.each([199, 300])('%i with a token gives none, and what came is not quoted', async (status) => {
  const { result } = ask(status, TOKEN);
  expect(await result).toMatchObject({ code: 'InvalidCredentials', details: `HTTP ${status}` });
});

test.each([399])('%i is no refusal whose words are told', async (status) => {
  expect(await ask(status, REFUSAL).result).toMatchObject({
    message: `The token endpoint gave no access token (HTTP ${status}).`,
    details: `HTTP ${status}`,
  });
});

test.each([400, 401, 428, 430, 499])('%i is a refusal, told in its own words without the secret', async (status) => {
  const { result, asked } = ask(status, REFUSAL);
  expect(await result).toEqual({
    code: 'InvalidCredentials',
    message: `The token endpoint gave no access token (HTTP ${status}): invalid_client: The secret [redacted] has expired.`,
    details: `HTTP ${status}: ${REFUSAL.replace('s3cret', '[redacted]')}`,
  });
  expect(asked()).toBe(1);
});

test.each([429, 500, 501, 503, 599])('%i is a bad moment, and asked again', async (status) => {
  const { result, asked } = ask(status, REFUSAL);
  expect(await result).toMatchObject({
    code: 'EndpointUnavailable',
    message: `The token endpoint is not available (HTTP ${status}).`,
  });
  expect(asked()).toBe(3);
});
