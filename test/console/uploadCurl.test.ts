import { uploadCurl } from '../../console/api/send';
import { bulkBody } from '../../console/rules/upload/bulk';

const PEOPLE = [{ line: 2, externalId: '7', data: { externalId: '7', displayName: "Bo O'Hara" } }];

/** What stands behind `--data-binary`, as a shell hands it on. */
const sent = (line: string) => (/--data-binary '(.*)'$/.exec(line)?.[1] ?? '').replaceAll("'\\''", "'");

describe('an upload as a line for a shell', () => {
  test('is the call that Send makes, with the type that the service takes and the token as a variable', () => {
    const line = uploadCurl('https://muster.example.com', 'p1', 'API2AAD.a b', bulkBody(PEOPLE));
    const [head = ''] = line.split(' --data-binary');
    expect(head).toBe(
      `curl -sS -X POST 'https://muster.example.com/v1.0/servicePrincipals/p1/synchronization/jobs/API2AAD.a%20b/bulkUpload' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/scim+json'`,
    );
    expect(sent(line)).toBe(bulkBody(PEOPLE));
  });

  test('reads a file before anybody is chosen', () => {
    expect(sent(uploadCurl('https://muster.example.com', 'p1', 'j1'))).toBe('@request.json');
  });
});
