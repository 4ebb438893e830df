/** What each answer to the question for a self-description means, at the ends of its ranges. */
import type { ScimClient } from '../../../shared/targets/scim/client';
import { readFeatures } from '../../../shared/targets/scim/selfDescription';

const CONFIG = JSON.stringify({ patch: { supported: false }, filter: { supported: true } });

const answering = (status: number, contentType = 'application/scim+json'): ScimClient => ({
  send: async () => ({ status, contentType, location: undefined, retryAfterMs: undefined, text: CONFIG }),
  secrets: () => [],
});

test.each([
  { status: 199, kind: 'absent' },
  { status: 200, kind: 'read' },
  { status: 299, kind: 'read' },
  { status: 300, kind: 'absent' },
  { status: 400, kind: 'absent' },
  { status: 401, kind: 'absent' },
  { status: 404, kind: 'absent' },
  { status: 499, kind: 'absent' },
  { status: 500, kind: 'unreadable' },
  { status: 501, kind: 'absent' },
  { status: 502, kind: 'unreadable' },
  { status: 599, kind: 'unreadable' },
])('$status leaves it $kind', async ({ status, kind }) => {
  expect(await readFeatures(answering(status))).toMatchObject({ kind });
});

test('what is no JSON is none', async () => {
  expect(await readFeatures(answering(200, 'text/html'))).toEqual({ kind: 'absent' });
});
