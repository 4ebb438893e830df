/**
 * What a delivery is known by when it comes again: the first there is of the signed id, the sender's own id in the body, the
 * signature where the vendor says that it identifies, and a hash of what was signed (spec/hands.md 3.3).
 */
import { createHash } from 'node:crypto';
import type { InletDefinition } from '../definition';
import type { Delivery } from '../signatures/request';
import type { Proof } from '../signatures/verify';
import { readBody } from './body';
import { firstText } from './paths';

/** May stand in a key as it is, and is short enough to be read aloud. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,99}$/;

/**
 * @param proof `null` where a token of ours was shown instead of a signature
 * @returns letters, digits and `._~-`, at most 100 of them
 */
export function replayKey(definition: InletDefinition, proof: Proof | null, delivery: Delivery): string {
  const id = proof?.id ?? ownId(definition, delivery);
  if (id !== null) return PLAIN.test(id) ? id : hashOf('id', '', id);
  const { verify } = definition;
  const isId = verify.scheme === 'hmac' && verify.signatureIsId;
  if (isId && proof?.signature) return hashOf('signature', '', proof.signature);
  return hashOf('body', proof?.timestamp ?? '', delivery.body);
}

/** The sender's id of the event, where a body holds one: a batch goes by what it holds. */
function ownId({ event }: InletDefinition, delivery: Delivery): string | null {
  if (event.format === 'json' && event.shapes.every(({ id }) => id.length === 0)) return null;
  const body = readBody(event, delivery);
  const [document, ...others] = body.ok ? body.documents : [];
  if (document === undefined || others.length > 0) return null;
  if (event.format === 'cloudevents') return `${firstText([document], ['source'])} ${firstText([document], ['id'])}`;
  return firstText(
    [document],
    event.shapes.flatMap(({ id }) => id),
  );
}

function hashOf(kind: string, timestamp: string, content: string | Uint8Array): string {
  return createHash('sha256').update(`${kind}\n${timestamp}\n`).update(content).digest('hex');
}
