import { join } from 'node:path';
import { type HostSettings, parseHostJson, readHostJson } from '../../../local/host/hostJson';

const LEAST = { version: '2.0', extensions: { queues: { messageEncoding: 'none' } } };

describe('parseHostJson', () => {
  test('what is not written has the Functions host’s defaults', () => {
    expect(parseHostJson(LEAST)).toEqual<HostSettings>({
      routePrefix: 'api',
      functionTimeoutMs: 1_800_000,
      extensionBundle: undefined,
      queues: {
        batchSize: 16,
        newBatchThreshold: 8,
        maxDequeueCount: 5,
        visibilityTimeoutMs: 0,
        maxPollingIntervalMs: 60_000,
      },
    });
  });

  test('half of a batch size that is written is the threshold for a new batch', () => {
    const queues = { messageEncoding: 'none', batchSize: 9 };
    expect(parseHostJson({ ...LEAST, extensions: { queues } }).queues.newBatchThreshold).toBe(4);
  });

  test('slashes around the route prefix do not count', () => {
    const extensions = { ...LEAST.extensions, http: { routePrefix: '/v2/' } };
    expect(parseHostJson({ ...LEAST, extensions }).routePrefix).toBe('v2');
  });

  test('a function timeout of -1 is no limit', () => {
    expect(parseHostJson({ ...LEAST, functionTimeout: '-1' }).functionTimeoutMs).toBeUndefined();
  });

  test('an extension bundle is the one there is, of a release that Flex Consumption takes', () => {
    const bundle = (id: string, version: string) => ({ ...LEAST, extensionBundle: { id, version } });
    const id = 'Microsoft.Azure.Functions.ExtensionBundle';
    expect(parseHostJson(bundle(id, '[4.*, 5.0.0)')).extensionBundle).toBe('[4.*, 5.0.0)');
    expect(parseHostJson(bundle(id, '[4.0.0, 5.0.0)')).extensionBundle).toBe('[4.0.0, 5.0.0)');
    expect(() => parseHostJson(bundle('Microsoft.Bundle', '[3.*, 4.0.0)'))).toThrow(
      expect.objectContaining({
        faults: [
          'extensionBundle.id must be "Microsoft.Azure.Functions.ExtensionBundle", got "Microsoft.Bundle"',
          'extensionBundle.version must be a range such as "[4.*, 5.0.0)", got "[3.*, 4.0.0)"',
        ],
      }),
    );
  });

  test('every fault is listed with its place, what is expected and what is there', () => {
    const queues = { batchSize: 33, maxDequeueCount: '5', visibilityTimeout: '5s', maxPollingInterval: '00:00:00.01' };
    const faulty = { version: '1.0', functionTimeout: '24:00:00', extensions: { queues, http: { routePrefix: 7 } } };
    expect(() => parseHostJson(faulty)).toThrow(
      expect.objectContaining({
        faults: [
          'version must be "2.0", got "1.0"',
          'extensions.queues.messageEncoding must be "none", the one encoding Muster sends, got nothing',
          'extensions.queues.batchSize must be a whole number from 1 to 32, got 33',
          'extensions.http.routePrefix must be a text, got 7',
          'functionTimeout must be a time of at least 00:00:01, written hh:mm:ss, got "24:00:00"',
          'extensions.queues.maxDequeueCount must be a whole number from 1 to 1000, got "5"',
          'extensions.queues.visibilityTimeout must be a time of at least 00:00:00, written hh:mm:ss, got "5s"',
          'extensions.queues.maxPollingInterval must be a time of at least 00:00:00.1, written hh:mm:ss, got "00:00:00.01"',
        ],
      }),
    );
  });
});

describe('readHostJson', () => {
  test('the project’s own host.json can be used', () => {
    const { routePrefix, extensionBundle } = readHostJson(join(__dirname, '../../../host.json'));
    expect({ routePrefix, extensionBundle }).toEqual({ routePrefix: '', extensionBundle: '[4.*, 5.0.0)' });
  });

  test('a file that is not there is named', () => {
    expect(() => readHostJson('/nowhere/host.json')).toThrow('/nowhere/host.json must be a readable JSON file');
  });
});
