/** Whatever is thrown below an endpoint, as the error that its caller is told. */
import { StoreUnavailable } from '../../store/contract/table';
import { SecretUnreadable } from '../../store/jobs/sealing';
import { QueryError } from '../queryError';
import { badRequest, GraphError, serviceUnavailable } from './graphError';

const RETRY_STORAGE_SECONDS = 10;

/** @param report hears of what is no fault of the caller's */
export function toGraphError(error: unknown, report: (error: unknown) => void): GraphError {
  if (error instanceof GraphError) return error;
  if (error instanceof QueryError) return badRequest(error.message);
  if (error instanceof SecretUnreadable)
    return new GraphError(409, 'SecretUnreadable', error.message, { cause: error });
  report(error);
  if (error instanceof StoreUnavailable) return serviceUnavailable(RETRY_STORAGE_SECONDS, { cause: error });
  return new GraphError(500, 'InternalServerError', 'An unexpected error occurred; the log names it by request-id.');
}
