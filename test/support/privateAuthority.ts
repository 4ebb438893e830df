/**
 * A certificate for 127.0.0.1 that nobody trusts who is not told to, valid from 2020 to 2120, and its key, which protects
 * nothing: made for tests with `openssl req -new` and `openssl ca -selfsign`.
 */
export const PRIVATE_AUTHORITY = `
-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIBATAKBggqhkjOPQQDAjAgMR4wHAYDVQQDDBVNdXN0ZXIg
dGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
MCAxHjAcBgNVBAMMFU11c3RlciB0ZXN0IGF1dGhvcml0eTBZMBMGByqGSM49AgEG
CCqGSM49AwEHA0IABMAalUOO+7qk/acJokCQGJNl8bX+ZRCyj1sklcqcouApJ/KN
zQtKoxUnloJw62UK4h05TIj6q2JxTtL2JFqmMrujTjBMMA8GA1UdEwEB/wQFMAMB
Af8wGgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MB0GA1UdDgQWBBTsvwLH+4j2
gnu3Qcby09mum4MOrDAKBggqhkjOPQQDAgNJADBGAiEA/jMp4iTim0GauQWlgJN5
NnOOry+ra0ul1HcJ4NMaYR4CIQChFmOWwyNSMr8x6tacvADA52PRsFKCQOVKal3l
xcdQEQ==
-----END CERTIFICATE-----
`.trim();

export const PRIVATE_KEY = `
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNlM4kpR2d1yG7zhr
449Wm62l4PwnGO+miH0UAEP8ZjuhRANCAATAGpVDjvu6pP2nCaJAkBiTZfG1/mUQ
so9bJJXKnKLgKSfyjc0LSqMVJ5aCcOtlCuIdOUyI+qticU7S9iRapjK7
-----END PRIVATE KEY-----
`.trim();
