/**
 * The key of the vault, made once. A key that is replaced makes every secret unreadable that was kept under it, so a second
 * `azd up`, one after a failure, or one from another machine must find the first one's.
 */
import { randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const SECRET = 'muster-secrets-key';
const API = 'api-version=2025-05-01';

/**
 * @param arm Azure Resource Manager
 * @param where subscription, name and region of the environment
 * @param remember keeps a value for the template
 */
export async function prepareVaultKey(arm, { subscription, environment, location }, remember, say) {
  const vault = await findVault(arm, `/subscriptions/${subscription}/resourceGroups/rg-${environment}`);
  if (vault !== undefined) {
    await remember('RECOVER_VAULT', 'false');
    if (await isThere(() => arm.get(`${vault.id}/secrets/${SECRET}?${API}`))) {
      await remember('NEW_SECRETS_KEY', '');
      return say('The vault has its key; it stays.');
    }
    return newKey(remember, say);
  }
  if (await isDeleted(arm, subscription, environment, location)) {
    await remember('RECOVER_VAULT', 'true');
    await remember('NEW_SECRETS_KEY', '');
    return say('The vault of an earlier environment of this name is brought back, with its key.');
  }
  await remember('RECOVER_VAULT', 'false');
  return newKey(remember, say);
}

/** One that was made for a deployment that failed is kept: the vault may have it already. */
async function newKey(remember, say) {
  if (process.env.NEW_SECRETS_KEY) return say('The key that was made before is used.');
  await remember('NEW_SECRETS_KEY', randomBytes(KEY_BYTES).toString('base64'));
  return say('A key for the vault was made. It is forgotten here when the vault has it.');
}

async function findVault(arm, group) {
  return (await listed(arm, `${group}/providers/Microsoft.KeyVault/vaults?${API}`))[0];
}

/** A vault's name holds its region, so one that was deleted in another is none that could come back. */
async function isDeleted(arm, subscription, environment, location) {
  const deleted = await listed(arm, `/subscriptions/${subscription}/providers/Microsoft.KeyVault/deletedVaults?${API}`);
  return deleted.some(
    ({ properties }) =>
      properties?.tags?.['azd-env-name'] === environment && isSameRegion(properties.location, location),
  );
}

/** `West Europe` is `westeurope`. */
const isSameRegion = (one = '', other = '') => plain(one) === plain(other);
const plain = (region) => region.replaceAll(' ', '').toLowerCase();

/** None where there is no such group yet, or nobody in the subscription ever had a vault: the deployment registers for that. */
async function listed(arm, path) {
  try {
    return await arm.list(path);
  } catch (error) {
    if (error.status === 404 || error.code === 'MissingSubscriptionRegistration') return [];
    throw error;
  }
}

async function isThere(get) {
  try {
    await get();
    return true;
  } catch (error) {
    if (error.status === 404) return false;
    throw error;
  }
}
