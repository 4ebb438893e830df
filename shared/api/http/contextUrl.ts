/** `@odata.context` of what belongs to a service principal's synchronization (spec/wire-contract.md 2.3, 2.6). */
import type { Call } from './endpoint';

/** @param path behind `synchronization/`: `jobs`, `jobs('…')/schema/$entity` */
export function synchronizationContext(call: Call, principalId: string, path: string): string {
  return `${metadataContext(call)}servicePrincipals('${principalId}')/synchronization/${path}`;
}

/** @param name of a type or a collection that stands alone: `microsoft.graph.directoryDefinition` */
export function typeContext(call: Call, name: string): string {
  return `${metadataContext(call)}${name}`;
}

const metadataContext = (call: Call) => `${call.origin}/${call.version}/$metadata#`;
