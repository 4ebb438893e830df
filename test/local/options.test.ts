import { OptionsError, parseOptions } from '../../local/options';

describe('parseOptions', () => {
  test('nothing has to be said', () => {
    expect(parseOptions([])).toEqual({
      port: 7071,
      data: '.muster',
      app: undefined,
      https: false,
      clientCertificates: [],
      json: false,
      demo: false,
      verbose: false,
      help: false,
    });
  });

  test('everything can be said', () => {
    expect(
      parseOptions(
        ['--json', '--https', '--client-certificate', 'a.pem', '--client-certificate=b.pem', '--port', '0'].concat([
          '--data=/var/muster',
          '--app=/opt/muster',
          '--demo',
          '--verbose',
          '--help',
        ]),
      ),
    ).toEqual({
      port: 0,
      data: '/var/muster',
      app: '/opt/muster',
      https: true,
      clientCertificates: ['a.pem', 'b.pem'],
      json: true,
      demo: true,
      verbose: true,
      help: true,
    });
  });

  test.each([
    { args: ['--prt', '7071'], message: "Unknown option '--prt'" },
    { args: ['7071'], message: "Unexpected argument '7071'" },
    { args: ['--port'], message: "Option '--port <value>' argument missing" },
    { args: ['--port', 'http'], message: "--port must be a whole number from 0 to 65535, got 'http'" },
    { args: ['--port', '65536'], message: "--port must be a whole number from 0 to 65535, got '65536'" },
    { args: ['--port=-1'], message: "--port must be a whole number from 0 to 65535, got '-1'" },
    { args: ['--data', ''], message: '--data must name a folder' },
    { args: ['--app='], message: '--app must name a folder' },
    { args: ['--client-certificate='], message: '--client-certificate must name a file' },
    { args: ['--json=yes'], message: "Option '--json' does not take an argument" },
  ])('$args is refused', ({ args, message }) => {
    expect(() => parseOptions(args)).toThrow(OptionsError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});
