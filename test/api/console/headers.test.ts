import { consoleHeaders } from '../../../shared/api/console/headers';

const POLICY = (connect: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; manifest-src 'self'; connect-src ${connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;

const COMMON = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), clipboard-write=(self)',
};

test('a deployment’s page talks to itself and to the issuer alone, and only through TLS', () => {
  expect(consoleHeaders({ issuerOrigin: 'https://login.microsoftonline.com', deployed: true })).toEqual({
    'Content-Security-Policy': POLICY("'self' https://login.microsoftonline.com"),
    ...COMMON,
    'Strict-Transport-Security': 'max-age=31536000',
  });
});

test('a laptop’s has no certificate to insist on, and where nobody signs in there is nobody else to ask', () => {
  expect(consoleHeaders({ issuerOrigin: undefined, deployed: false })).toEqual({
    'Content-Security-Policy': POLICY("'self'"),
    ...COMMON,
  });
});
