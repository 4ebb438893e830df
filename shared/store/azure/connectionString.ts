/** The connection string of a storage account, as the portal shows it: `name=value` pairs between semicolons. */

/** How to sign requests: with the account's key, or with a shared access signature that the address carries. */
export type AccountSecret =
  | { readonly accountName: string; readonly accountKey: string }
  | { readonly sharedAccessSignature: string };

export interface StorageAccount {
  readonly tableServiceUrl: string;
  readonly queueServiceUrl: string;
  readonly secret: AccountSecret;
}

/** The emulator's well-known account: the same everywhere and no secret. */
export const EMULATOR_ACCOUNT = {
  accountName: 'devstoreaccount1',
  accountKey: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
} as const;

/** @throws {Error} when the text is not a usable connection string; the message never repeats it */
export function parseConnectionString(text: string): StorageAccount {
  const values = readPairs(text);
  if (values.get('usedevelopmentstorage') === 'true') {
    return {
      tableServiceUrl: `http://127.0.0.1:10002/${EMULATOR_ACCOUNT.accountName}`,
      queueServiceUrl: `http://127.0.0.1:10001/${EMULATOR_ACCOUNT.accountName}`,
      secret: EMULATOR_ACCOUNT,
    };
  }
  return {
    tableServiceUrl: serviceUrl(values, 'table'),
    queueServiceUrl: serviceUrl(values, 'queue'),
    secret: readSecret(values),
  };
}

function readPairs(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(';').filter((pair) => pair.trim() !== '');
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) throw new Error('the storage connection string must be name=value pairs between semicolons');
      return [pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim()];
    }),
  );
}

function serviceUrl(values: ReadonlyMap<string, string>, service: 'table' | 'queue'): string {
  const stated = values.get(`${service}endpoint`);
  if (stated !== undefined) return stated.replace(/\/+$/, '');
  const accountName = values.get('accountname');
  if (accountName === undefined) {
    throw new Error(`the storage connection string must name an AccountName or a ${service} endpoint`);
  }
  const protocol = values.get('defaultendpointsprotocol') ?? 'https';
  const suffix = values.get('endpointsuffix') ?? 'core.windows.net';
  return `${protocol}://${accountName}.${service}.${suffix}`;
}

function readSecret(values: ReadonlyMap<string, string>): AccountSecret {
  const accountName = values.get('accountname');
  const accountKey = values.get('accountkey');
  if (accountName !== undefined && accountKey !== undefined) return { accountName, accountKey };
  const sharedAccessSignature = values.get('sharedaccesssignature')?.replace(/^\?/, '');
  if (sharedAccessSignature !== undefined) return { sharedAccessSignature };
  throw new Error('the storage connection string must have an AccountName with AccountKey, or a SharedAccessSignature');
}
