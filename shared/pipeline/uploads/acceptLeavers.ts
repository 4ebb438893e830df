/**
 * People who left, named by their source anchors alone (spec/hands.md 2, N5): an upload that says `active: false` of each
 * who is known here. Nobody is made known by leaving. From there on it is an upload like any other: numbered, ordered, and
 * held by the deletion guard.
 */
import type { CompiledSchema } from '../../engine/schema/compileSchema';
import type { JsonObject } from '../../scim/json';
import type { Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import { sinceRestart } from '../../store/people/people';
import type { Upload } from '../../store/uploads/intake';
import type { Needs } from '../ports';
import { type AcceptPorts, acceptBulkUpload } from './acceptBulkUpload';

/** Named in one request. */
export const MOST_LEAVERS = 1_000;

export interface Leavers {
  readonly anchors: readonly string[];
  /** Why, for the audit record; `undefined`: not said. */
  readonly reason: string | undefined;
  /** The request's body as sent, to tell a resend from another request under the same id. */
  readonly bytes: Uint8Array;
  readonly clientRequestId: string | undefined;
  readonly by: Initiator;
}

export type LeaversVerdict =
  | { readonly kind: 'accepted'; readonly upload: Upload; readonly unknown: readonly string[] }
  /** None of them is known. */
  | { readonly kind: 'nobody'; readonly unknown: readonly string[] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** How many may come in one request is its own rule. */
type Ports = Omit<AcceptPorts, 'maxOperationsPerRequest'> & Needs<'people' | 'audit'>;

export async function acceptLeavers(
  { job, compiled }: { readonly job: Job; readonly compiled: CompiledSchema },
  leavers: Leavers,
  ports: Ports,
): Promise<LeaversVerdict> {
  if (!readsActive(compiled)) return { kind: 'refused', code: 'CannotDisable', message: CANNOT_DISABLE };
  const { anchors, bytes, clientRequestId, reason, by } = leavers;
  const stored = await ports.people.load(job.id, anchors);
  const isKnown = (anchor: string) => {
    const found = stored.get(anchor);
    return found !== undefined && isSomebody(sinceRestart(found.person, job.generation));
  };
  const unknown = anchors.filter((anchor) => !isKnown(anchor));
  const known = anchors.filter(isKnown);
  if (known.length === 0) return { kind: 'nobody', unknown };

  const body = envelope(known);
  const limits = { maxOperationsPerRequest: MOST_LEAVERS };
  const verdict = await acceptBulkUpload(
    { jobId: job.id, body, bytes, clientRequestId, sentBy: by },
    { ...ports, ...limits },
  );
  if (verdict.kind === 'refused') {
    const [{ code, message } = { code: 'InvalidValue', message: 'The request was refused.' }] = verdict.faults;
    return { kind: 'refused', code, message };
  }
  const why = reason === undefined ? '' : ` Reason given: ${reason}`;
  const detail = `${known.length} people are said to have left.${why}`;
  await ports.audit.record(job.id, { activity: 'RequestLeavers', by, detail, changes: [] });
  return { kind: 'accepted', upload: verdict.upload, unknown };
}

export const CANNOT_DISABLE =
  'No account would be disabled: the mapping that enables accounts does not read `active`. Map it (docs/mappings.md), or send what it reads as an upload.';

export function readsActive({ enabledMapping }: CompiledSchema): boolean {
  return enabledMapping?.sources.some(({ name }) => name.toLowerCase() === 'active') ?? false;
}

/** Whoever has an account, or was ever heard of. */
const isSomebody = ({ data, link }: { readonly data: JsonObject | null; readonly link: unknown }) =>
  data !== null || link !== null;

function envelope(anchors: readonly string[]): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: anchors.map((externalId, index) => ({
      method: 'POST',
      bulkId: `leaver-${index + 1}`,
      path: '/Users',
      data: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], externalId, active: false },
    })),
    failOnErrors: null,
  };
}
