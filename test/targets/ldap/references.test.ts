/** Which requests a reference takes, and what a refusal means; a real controller is asked in `test/contracts/targets`. */
import { type FailureCode, ProvisioningError } from '../../../shared/errors';
import { pointAt } from '../../../shared/targets/ldap/references';

const PERSON = '6a943139-32bb-4317-a8e6-c89c663ee90c';
const MANAGER = '094ba4fb-e0df-40d7-b075-2c74fd8599f4';
const NAME = 'CN=Grace,OU=Leavers,DC=corp';
const [BY_GUID, BY_NAME, LOOK] = [`modify <GUID=${MANAGER}>`, `modify ${NAME}`, `search <GUID=${MANAGER}>`];
const NO_RIGHTS = 'HybridSynchronizationActiveDirectoryInsufficientAccessRights';
const BAD_NAME = 'HybridSynchronizationActiveDirectoryInvalidParameter';

/** A controller with these refusals of a write, by the value that is written. */
async function point(refusals: Record<string, FailureCode>, isThere: boolean, referenced: string | null = MANAGER) {
  const requests: string[] = [];
  const session = {
    async search({ base }: { base: string }) {
      requests.push(`search ${base}`);
      return isThere ? [{ anchor: MANAGER, dn: NAME, attributes: new Map() }] : [];
    },
    async modify(dn: string, { manager = [] }: Record<string, string[] | Buffer[]>) {
      expect(dn).toBe(`<GUID=${PERSON}>`);
      const request = `modify ${manager}`;
      requests.push(request);
      const refusal = refusals[request];
      if (refusal !== undefined) throw new ProvisioningError(refusal, 'as told', { details: 'in its own words' });
    },
  };
  const failure = await pointAt(session, PERSON, 'manager', referenced).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { requests, failure };
}

describe('pointAt', () => {
  test.each<{
    name: string;
    refusals: Record<string, FailureCode>;
    isThere?: boolean;
    requests: string[];
    failure?: object;
  }>([
    { name: 'one request, and nobody is looked up', refusals: {}, requests: [BY_GUID] },
    {
      name: 'a manager whom the controller does not find is looked up no more',
      refusals: { [BY_GUID]: 'ReferenceNotFound' },
      requests: [BY_GUID],
      failure: { code: 'ReferenceNotFound', attribute: 'manager', details: 'in its own words' },
    },
    {
      name: 'a GUID that is not taken for a name is written as the name it stands for',
      refusals: { [BY_GUID]: BAD_NAME },
      requests: [BY_GUID, LOOK, BY_NAME],
    },
    {
      name: 'where "no such object" means the manager, the reference fails',
      refusals: { [BY_GUID]: 'InvalidAnchor' },
      isThere: false,
      requests: [BY_GUID, LOOK],
      failure: { code: 'ReferenceNotFound', attribute: 'manager' },
    },
    {
      name: 'where it means the person, the person is gone',
      refusals: { [BY_GUID]: 'InvalidAnchor', [BY_NAME]: 'InvalidAnchor' },
      requests: [BY_GUID, LOOK, BY_NAME],
      failure: { code: 'InvalidAnchor' },
    },
    {
      name: 'a right that is missing is not asked for twice',
      refusals: { [BY_GUID]: NO_RIGHTS },
      requests: [BY_GUID],
      failure: { code: NO_RIGHTS },
    },
    {
      name: 'nor a controller that is gone',
      refusals: { [BY_GUID]: 'EndpointUnavailable' },
      requests: [BY_GUID],
      failure: { code: 'EndpointUnavailable' },
    },
  ])('$name', async ({ refusals, isThere = true, requests, failure }) => {
    const told = await point(refusals, isThere);
    expect(told.requests).toEqual(requests);
    if (failure === undefined) expect(told.failure).toBeUndefined();
    else expect(told.failure).toMatchObject(failure);
  });

  test('clears with one request', async () => {
    expect(await point({}, true, null)).toEqual({ requests: ['modify '], failure: undefined });
  });

  test('what is no GUID is nobody, and nothing is asked', async () => {
    const { requests, failure } = await point({}, true, 'CN=Grace');
    expect(requests).toEqual([]);
    expect(failure).toMatchObject({ code: 'ReferenceNotFound' });
  });
});
