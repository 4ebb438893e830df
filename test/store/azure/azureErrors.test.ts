import { toStoreError } from '../../../shared/store/azure/azureErrors';
import { StoreUnavailable } from '../../../shared/store/contract/table';

test('a refusal is told in the first line of what the service says, not in its XML', () => {
  const Message =
    'This request is not authorized to perform this operation using this permission.\nRequestId:1\nTime:2';
  const refused = Object.assign(new Error(`<?xml version="1.0"?>\n<Error><Message>${Message}</Message></Error>`), {
    statusCode: 403,
    details: { errorCode: 'AuthorizationPermissionMismatch', Message },
  });
  const error = toStoreError(refused, 'table jobs');
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect((error as Error).message).toBe(
    'table jobs: This request is not authorized to perform this operation using this permission.',
  );
});
