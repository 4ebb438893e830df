/**
 * Where everything is kept. The names are those of the Functions host, whose own connection it is: a connection string, or the
 * parts of one that an identity uses.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 */
import type { Values } from './setting';
import type { STORAGE } from './table';

/** A connection string with its key, or the addresses of an account that an identity may use. */
export type StoragePlace =
  | { readonly connectionString: string }
  | {
      readonly tableServiceUrl: string;
      readonly queueServiceUrl: string;
      /** Of the user-assigned identity; absent: the identity that the machine gives by itself. */
      readonly clientId?: string;
    };

const SERVICES = ['table', 'queue'] as const;

/**
 * @param isGiven whether a setting has a value, be it one that cannot be used and was told already
 * @param tell hears what is missing
 * @returns `undefined` where there is no such place
 */
export function storagePlace(
  set: Values<typeof STORAGE>,
  isGiven: (name: string) => boolean,
  tell: (fault: string) => void,
): StoragePlace | undefined {
  if (set.AzureWebJobsStorage !== undefined) return { connectionString: set.AzureWebJobsStorage };

  const account = set.AzureWebJobsStorage__accountName;
  const byName = (service: (typeof SERVICES)[number]) =>
    account === undefined ? undefined : `https://${account}.${service}.${set.STORAGE_SUFFIX}`;
  const tableServiceUrl = set.AzureWebJobsStorage__tableServiceUri ?? byName('table');
  const queueServiceUrl = set.AzureWebJobsStorage__queueServiceUri ?? byName('queue');
  if (tableServiceUrl !== undefined && queueServiceUrl !== undefined) {
    const clientId = set.AzureWebJobsStorage__clientId;
    return { tableServiceUrl, queueServiceUrl, ...(clientId !== undefined && { clientId }) };
  }
  const lacking = SERVICES.map((service) => `AzureWebJobsStorage__${service}ServiceUri`).filter(
    (name) => !isGiven(name),
  );
  if (lacking.length === SERVICES.length) {
    tell('AzureWebJobsStorage or AzureWebJobsStorage__accountName is missing: where everything is kept.');
  } else for (const name of lacking) tell(`${name} is missing beside the other address.`);
  return undefined;
}
