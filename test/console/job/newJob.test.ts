import { newJobCurl } from '../../../console/api/newJob';

const JOB = { appId: 'a1', name: "Bo's people", templateId: 'API2SCIM', isRunByAgents: false } as const;

describe('a new job as lines for a shell', () => {
  test('has three calls, the token as a variable, and no secret', () => {
    const connection = [
      { key: 'BaseAddress', value: 'https://app.example.com/scim' },
      { key: 'SecretToken', value: 'hunter2' },
    ] as const;
    expect(newJobCurl('https://muster.example.com', { ...JOB, connection }).split('\n')).toEqual([
      `curl -sS -X POST 'https://muster.example.com/v1.0/servicePrincipals' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' --data-binary '{"appId":"a1","displayName":"Bo'\\''s people"}'`,
      `curl -sS -X PATCH 'https://muster.example.com/v1.0/servicePrincipals/PRINCIPAL_ID/synchronization/secrets' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' --data-binary '{"value":[{"key":"BaseAddress","value":"https://app.example.com/scim"},{"key":"SecretToken","value":"<SecretToken>"}]}'`,
      `curl -sS -X POST 'https://muster.example.com/v1.0/servicePrincipals/PRINCIPAL_ID/synchronization/jobs' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' --data-binary '{"templateId":"API2SCIM"}'`,
    ]);
  });

  test('saves no connection where agents have their own', () => {
    const lines = newJobCurl('https://muster.example.com', { ...JOB, isRunByAgents: true, connection: [] }).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('"IsSynchronizationAgentRequired"');
  });
});
