/**
 * Pointing an account at another by the other's GUID: a controller takes `<GUID=…>` as the value of a reference (MS-ADTS
 * 3.1.1.3.1.2.4), wherever the other has been moved to. So nobody is looked up, however many people have one manager.
 */
import { ProvisioningError } from '../../errors';
import { guidName, isGuid } from './guid';
import type { Session } from './session';

/** Asking again in other words does not help. */
const DENIED = 'HybridSynchronizationActiveDirectoryInsufficientAccessRights';

/**
 * @param anchor, referenced GUIDs; `null` clears
 * @throws {ProvisioningError} InvalidAnchor, ReferenceNotFound, …
 */
export async function pointAt(
  session: Pick<Session, 'search' | 'modify'>,
  anchor: string,
  attribute: string,
  referenced: string | null,
): Promise<void> {
  const point = (values: string[]) => session.modify(guidName(anchor), { [attribute]: values });
  if (referenced === null) return point([]);
  if (!isGuid(referenced)) throw notFound(attribute);
  try {
    await point([guidName(referenced)]);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    if (error.code === 'ReferenceNotFound') throw notFound(attribute, error);
    if (error.category !== 'permanent' || error.code === DENIED) throw error;
    // "No such object" may mean either of the two: only now is it worth a look, and the name it has is good enough.
    const [found] = await session.search({ base: guidName(referenced), scope: 'base', attributes: [] });
    if (found === undefined) throw notFound(attribute, error);
    await point([found.dn]);
  }
}

function notFound(attribute: string, refusal?: ProvisioningError): ProvisioningError {
  return new ProvisioningError('ReferenceNotFound', 'The referenced account is not in the domain.', {
    attribute,
    cause: refusal,
    ...(refusal?.details === undefined ? {} : { details: refusal.details }),
  });
}
