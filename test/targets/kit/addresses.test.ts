import { faultOfAddress } from '../../../shared/targets/kit/addresses';

describe('an address that Muster is to call by itself', () => {
  test.each([
    { text: 'https://hooks.example.com/a?b=c', fault: undefined },
    { text: 'hooks.example.com', fault: 'must be an absolute address such as https://hooks.example.com/muster' },
    { text: 'http://hooks.example.com', fault: 'must be an https address, got http://hooks.example.com' },
    { text: 'ftp://127.0.0.1/', fault: 'must be an https address, got ftp://127.0.0.1' },
    { text: 'https://me:secret@hooks.example.com/', fault: 'must not contain a user name or password' },
    { text: 'https://hooks.example.com/#a', fault: 'must not contain a fragment' },
    { text: 'http://localhost.example.com/', fault: 'must be an https address, got http://localhost.example.com' },
  ])('$text $fault', ({ text, fault }) => {
    expect(faultOfAddress(text, true)).toBe(fault);
  });

  test.each(['http://127.0.0.1:8080/hook', 'http://localhost/', 'http://[::1]/'])(
    '%s is let through on a computer of one’s own alone',
    (text) => {
      expect([faultOfAddress(text, true), faultOfAddress(text, false)]).toEqual([
        undefined,
        expect.stringContaining('must be an https address'),
      ]);
    },
  );
});
