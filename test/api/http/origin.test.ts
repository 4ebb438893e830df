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
      name: 'what the proxy says, rather than the configured base URL',
      headers: { 'x-forwarded-host': 'gate.contoso.example:8443', 'x-forwarded-proto': 'https' },
      publicBaseUrl: 'https://hr.contoso.example',
      expected: 'https://gate.contoso.example:8443',
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
  ])('is $name', ({ headers, publicBaseUrl, expected }) => {
    expect(externalOrigin(request('http://127.0.0.1:7071/beta/x?y=z', headers), publicBaseUrl)).toBe(expected);
  });
});
