/** Another secret for an inlet's door, beside the one that is in use until the sender has changed over (spec/hands.md 3.3). */
import type { Verification } from '../../inlets/definition';
import { MOST_SECRETS } from '../../inlets/parse/parseInlet';
import { checkSecret } from '../../inlets/parse/secrets';
import type { RandomSource } from '../../ports';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { Inlet } from '../../store/inlets/inlets';
import type { Initiator } from '../../store/jobs/audit';
import type { Needs } from '../ports';
import { compileInlet } from './inletContexts';
import { keepSecret } from './inletSecrets';

type Ports = Needs<'clock' | 'random' | 'inlets' | 'inletContexts' | 'sealer' | 'audit' | 'allowLoopback'>;

export interface Rotation {
  /** As the sender has it; `undefined`: one is made. */
  readonly secret: string | undefined;
  /** How long the others are believed beside it, milliseconds. */
  readonly overlapMs: number;
}

export type RotateVerdict =
  /** @param made shown this once; `undefined`: it was given */
  | { readonly kind: 'rotated'; readonly inlet: Inlet; readonly id: string; readonly made: string | undefined }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unknown' };

const SECRET_BYTES = 32;

/** @throws {SealingKeyMissing} when there is no key to keep it under; nothing is changed then */
export async function rotateSecret(
  place: InletPlace,
  { secret, overlapMs }: Rotation,
  by: Initiator,
  ports: Ports,
): Promise<RotateVerdict> {
  const before = (await ports.inlets.get(place))?.value;
  if (before === undefined || before.state === 'removed') return { kind: 'unknown' };
  const compiled = compileInlet(before.definition, ports.allowLoopback);
  if ('message' in compiled) return { kind: 'refused', message: compiled.message };
  const { verify } = compiled.definition;
  const made = secret === undefined ? madeFor(verify, ports.random) : undefined;
  const value = secret ?? made;
  if (value === undefined)
    return { kind: 'refused', message: `secret must be given: none can be made for "${verify.scheme}".` };
  const fault = checkSecret(verify, value);
  if (fault !== undefined) return { kind: 'refused', message: `secret ${fault}` };

  const now = ports.clock.now();
  const added = keepSecret(place, value, 'verify', now, ports);
  const endsAt = now + overlapMs;
  let tooMany = false;
  const after = await ports.inlets.change(place, (inlet) => {
    const alive = inlet.secrets.filter(({ endsAt: end }) => end === null || end > now);
    tooMany = alive.filter(({ use }) => use === 'verify').length >= MOST_SECRETS;
    if (inlet.state === 'removed' || tooMany) return undefined;
    const ending = alive.map((one) =>
      one.use === 'verify' ? { ...one, endsAt: Math.min(one.endsAt ?? endsAt, endsAt) } : one,
    );
    return { ...inlet, secrets: [...ending.filter((one) => one.endsAt === null || one.endsAt > now), added] };
  });
  if (after === undefined) {
    const message = `There are ${MOST_SECRETS} secrets already: wait until one has ended, or rotate with overlap PT0S.`;
    return tooMany ? { kind: 'refused', message } : { kind: 'unknown' };
  }
  ports.inletContexts.forget(place);
  await ports.audit.record(place.jobId, {
    activity: 'RotateSecret',
    by,
    detail: `The inlet '${place.inlet}' has another secret; the others end at ${new Date(endsAt).toISOString()}.`,
    changes: [],
  });
  return { kind: 'rotated', inlet: after, id: added.id, made };
}

/** @returns `undefined` where only the sender can say it */
function madeFor(verify: Verification, random: RandomSource): string | undefined {
  const bytes = Buffer.from(random.bytes(SECRET_BYTES));
  switch (verify.scheme) {
    case 'standard':
      return `whsec_${bytes.toString('base64')}`;
    case 'hmac':
      return bytes.toString(verify.key === 'base64' ? 'base64' : 'hex');
    case 'token':
      return bytes.toString('base64url');
    default:
      return undefined;
  }
}
