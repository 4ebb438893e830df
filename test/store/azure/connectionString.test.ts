import { parseConnectionString } from '../../../shared/store/azure/connectionString';

describe('parseConnectionString', () => {
  test('reads what the portal shows', () => {
    const text = 'DefaultEndpointsProtocol=https;AccountName=hr;AccountKey=a2V5==;EndpointSuffix=core.windows.net';
    expect(parseConnectionString(text)).toEqual({
      tableServiceUrl: 'https://hr.table.core.windows.net',
      queueServiceUrl: 'https://hr.queue.core.windows.net',
      secret: { accountName: 'hr', accountKey: 'a2V5==' },
    });
  });

  test('reads the endpoints of an emulator, whatever the case and the spaces', () => {
    const text =
      ' accountname=dev ; ACCOUNTKEY=k ; TableEndpoint=http://127.0.0.1:1/dev/ ;QueueEndpoint=http://127.0.0.1:2/dev;;';
    expect(parseConnectionString(text)).toEqual({
      tableServiceUrl: 'http://127.0.0.1:1/dev',
      queueServiceUrl: 'http://127.0.0.1:2/dev',
      secret: { accountName: 'dev', accountKey: 'k' },
    });
  });

  test('reads another cloud', () => {
    const text = 'AccountName=hr;AccountKey=k;EndpointSuffix=core.chinacloudapi.cn';
    expect(parseConnectionString(text).queueServiceUrl).toBe('https://hr.queue.core.chinacloudapi.cn');
  });

  test('reads a shared access signature, with or without its question mark', () => {
    const endpoints = 'TableEndpoint=https://t;QueueEndpoint=https://q';
    const secret = { sharedAccessSignature: 'sv=2022&sig=a%3D' };
    expect(parseConnectionString(`${endpoints};SharedAccessSignature=sv=2022&sig=a%3D`).secret).toEqual(secret);
    expect(parseConnectionString(`${endpoints};SharedAccessSignature=?sv=2022&sig=a%3D`).secret).toEqual(secret);
  });

  test('knows the emulator by its short name', () => {
    expect(parseConnectionString('UseDevelopmentStorage=true')).toMatchObject({
      tableServiceUrl: 'http://127.0.0.1:10002/devstoreaccount1',
      queueServiceUrl: 'http://127.0.0.1:10001/devstoreaccount1',
      secret: { accountName: 'devstoreaccount1' },
    });
  });

  test.each([
    { text: 'nonsense', message: 'name=value pairs between semicolons' },
    { text: '', message: 'must name an AccountName or a table endpoint' },
    { text: 'AccountKey=secret', message: 'must name an AccountName or a table endpoint' },
    { text: 'AccountName=hr', message: 'must have an AccountName with AccountKey, or a SharedAccessSignature' },
  ])('refuses $text and says what is missing', ({ text, message }) => {
    expect(() => parseConnectionString(text)).toThrow(message);
  });

  test('never repeats a secret in its message', () => {
    expect(() => parseConnectionString('AccountKey=secret')).toThrow(expect.not.stringContaining('secret'));
  });
});
