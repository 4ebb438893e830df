/** The password an account is created with: strong, unknown to anybody, kept nowhere. */
import type { RandomSource } from '../../ports';
import { isJsonObject, type JsonObject } from '../../scim/json';

/** As many characters of each kind as a byte can choose from without bias: 16, 16, 8, 16. */
const KINDS = ['abcdefghijkmnpqr', 'ABCDEFGHJKLMNPQR', '23456789', '!#%*+-.:=?@_~$&^'];
const ALL = KINDS.join('') + KINDS[2]; // 64 characters: the digits count twice
const LENGTH = 24;

/** 24 characters with all four kinds among them; about 130 bits. */
export function generateInitialPassword(random: RandomSource): string {
  const choices = [...KINDS, ...Array.from({ length: LENGTH - KINDS.length }, () => ALL)];
  const bytes = random.bytes(LENGTH);
  return choices.map((choice, index) => choice[(bytes[index] ?? 0) % choice.length]).join('');
}

/** A body that creates a user of Graph: with a password that must be changed at the first sign-in, unless one is mapped. */
export function withInitialPassword(body: JsonObject, random: RandomSource): JsonObject {
  if (isJsonObject(body.passwordProfile)) return body;
  const password = generateInitialPassword(random);
  return { ...body, passwordProfile: { password, forceChangePasswordNextSignIn: true } };
}
