/** What a target refused while a client waits for it: the client's to put right (spec/wire-contract.md 2.7). */
import { ProvisioningError } from '../../errors';
import { badRequest } from '../http/graphError';

/** @throws {GraphError} 400, with the target's own words (redacted when they were caught) among its details */
export async function withTargetErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    const { code, message, details } = error;
    throw badRequest(message, [
      { code, target: 'credentials', message },
      ...(details === undefined ? [] : [{ code, target: 'target', message: details }]),
    ]);
  }
}
