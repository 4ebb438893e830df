/** Runs one operation and tells its errors as Graph does (spec/wire-contract.md 7.4). */

import type { UserDirectory } from '../../directory/userDirectory';
import { resourceUnits } from '../../graph/resourceUnits';
import { DirectoryBusy, InvalidUser, UserConflict, UserNotFound } from '../../graph/userFaults';
import type { Reply } from '../http/endpoint';
import { GraphError, resourceNotFound } from '../http/graphError';
import type { DirectoryOperation, GraphRequest } from './request';

/** Stands between a request and its operation; `faults.ts` has one for tests of Graph clients. */
export type Guard = (request: GraphRequest, run: () => Promise<Reply>) => Promise<Reply>;

export interface DirectoryContext {
  readonly directory: UserDirectory;
  /** Absent: every request goes straight through. */
  readonly guard?: Guard;
}

/** @throws {GraphError} for everything the caller can be told; anything else is a fault of ours */
export async function answer(
  operation: DirectoryOperation,
  { directory, guard }: DirectoryContext,
  request: GraphRequest,
): Promise<Reply> {
  try {
    const run = () => operation.handle(directory, request);
    const reply = await (guard ? guard(request, run) : run());
    const headers = { 'x-ms-resource-unit': String(resourceUnits(request)), ...reply.headers };
    return { ...reply, headers };
  } catch (error) {
    throw toGraphError(error);
  }
}

function toGraphError(error: unknown): unknown {
  if (error instanceof UserNotFound) return resourceNotFound(error.id);
  if (error instanceof InvalidUser) {
    const details = error.faults.map(({ code, property, expectation }) => ({
      code,
      target: property,
      message: `${property} ${expectation}.`,
    }));
    return new GraphError(400, 'Request_BadRequest', error.message, { details, cause: error });
  }
  if (error instanceof UserConflict) {
    const details = [{ code: 'ObjectConflict', target: error.property, message: error.message }];
    return new GraphError(400, 'Request_BadRequest', error.message, { details, cause: error });
  }
  if (error instanceof DirectoryBusy) {
    return new GraphError(409, 'Directory_ConcurrencyViolation', error.message, { cause: error });
  }
  return error;
}
