/** What a target refused while a client waits for it: the client's to put right (spec/wire-contract.md 2.7). */
import { ProvisioningError } from '../errors';
import { badRequest } from './graphError';

/** @throws {GraphError} 400 with the target's own words */
export async function withTargetErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    throw badRequest(error.message, [{ code: error.code, target: 'credentials', message: error.message }]);
  }
}
