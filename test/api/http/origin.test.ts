import { externalOrigin } from '../../../shared/api/http/origin';

const request = (url: string, headers: Record<string, string> = {}) => ({ url, headers: new Headers(headers) });

describe('where the client thinks we are', () => {
  test.each([
    {
      name: 'the host it called, where nothing else is known',
      headers: {},
      publicBaseUrl: undefined,
      expected: 'http://127.0.0.1:7071',
    },
    {
      name: 'the configured base URL, when there is one',
      headers: {},
      publicBaseUrl: 'https://hr.contoso.example',
      expected: 'https://hr.contoso.example',
    },
    {
      name: 'a base URL with a path, without the slashes at its end',
      headers: {},
      publicBaseUrl: 'https://hr.contoso.example/muster//',
      expected: 'https://hr.contoso.example/muster',
    },
    {
      name: 'the configured base URL, rather than what anybody says',
      headers: { 'x-forwarded-host': 'evil.example:8443', 'x-forwarded-proto': 'https' },
      publicBaseUrl: 'https://hr.contoso.example',
      expected: 'https://hr.contoso.example',
    },
    {
      name: 'what the proxy says, where nothing is configured',
      headers: { 'x-forwarded-host': 'gate.contoso.example:8443', 'x-forwarded-proto': 'HTTPS' },
      publicBaseUrl: undefined,
      expected: 'https://gate.contoso.example:8443',
    },
    {
      name: 'an address of version 6',
      headers: { 'x-forwarded-host': '[2001:db8::1]:8443' },
      publicBaseUrl: undefined,
      expected: 'http://[2001:db8::1]:8443',
    },
    {
      name: 'our own scheme, for one that is no web address',
      headers: { 'x-forwarded-host': 'gate.example', 'x-forwarded-proto': 'javascript' },
      publicBaseUrl: undefined,
      expected: 'http://gate.example',
    },
    {
      name: 'our own scheme, when the proxy tells the host alone',
      headers: { 'x-forwarded-host': 'gate.contoso.example' },
      publicBaseUrl: undefined,
      expected: 'http://gate.contoso.example',
    },
    {
      name: 'what the first of several proxies said',
      headers: { 'x-forwarded-host': 'outer.example , inner.example', 'x-forwarded-proto': 'https,http' },
      publicBaseUrl: undefined,
      expected: 'https://outer.example',
    },
    {
      name: 'not a scheme alone',
      headers: { 'x-forwarded-proto': 'https' },
      publicBaseUrl: undefined,
      expected: 'http://127.0.0.1:7071',
    },
    {
      name: 'not a host that is blank',
      headers: { 'x-forwarded-host': ' ', 'x-forwarded-proto': 'https' },
      publicBaseUrl: 'https://hr.contoso.example',
      expected: 'https://hr.contoso.example',
    },
    ...['evil.example/x', 'user@evil.example', 'evil.example#', 'a b', 'evil.example:', '-evil', 'x'.repeat(300)].map(
      (host) => ({
        name: `not ${host.slice(0, 20)}, which is no host`,
        headers: { 'x-forwarded-host': host },
        publicBaseUrl: undefined,
        expected: 'http://127.0.0.1:7071',
      }),
    ),
  ])('is $name', ({ headers, publicBaseUrl, expected }) => {
    expect(externalOrigin(request('http://127.0.0.1:7071/beta/x?y=z', headers), publicBaseUrl)).toBe(expected);
  });
});
