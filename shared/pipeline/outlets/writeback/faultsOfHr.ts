/** Whether a SCIM service can be asked for what a writeback names. */
import { ProvisioningError } from '../../../errors';
import type { WritebackDefinition } from '../../../outlets/writeback/definition';
import { parseScimPath } from '../../../targets/scim/path';

export interface HrFault {
  readonly code: string;
  readonly target: string;
  readonly message: string;
}

export function faultsOfHr({ way, map, hr }: WritebackDefinition): readonly HrFault[] {
  if (way !== 'scim' || hr === undefined) return [];
  const written = map.map(({ name }) => ({ name, target: `map.${name}` }));
  const { match } = hr;
  if (match === undefined) return written.flatMap(faultOfPath);
  const paths = [...written, { name: match, target: 'scim.match' }];
  return [...paths.flatMap(faultOfPath), ...paths.flatMap(faultOfMatch(match))];
}

function faultOfPath({ name, target }: { readonly name: string; readonly target: string }): readonly HrFault[] {
  try {
    parseScimPath(name);
    return [];
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    return [{ code: 'InvalidValue', target, message: `${target}: ${error.message}` }];
  }
}

/** Who somebody is cannot be written by what it is found by. */
const faultOfMatch = (match: string) => (path: { readonly name: string; readonly target: string }) =>
  path.target !== 'scim.match' && path.name.toLowerCase() === match.toLowerCase()
    ? [{ code: 'InvalidValue', target: path.target, message: `${path.target} is what users are found by, and stays.` }]
    : [];
