/** The password profile of a create or update: checked like Graph's, then forgotten. */
import { isJsonObject, type Json } from '../scim/json';
import { foldCase } from './graphUser';
import type { UserFault } from './userFaults';

const MIN_LENGTH = 8;
const MAX_LENGTH = 256;
const CHARACTER_CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];
const CLASSES_OF_STRONG = 3;
const FLAGS = ['forceChangePasswordNextSignIn', 'forceChangePasswordNextSignInWithMfa'];

const WEAK =
  'The specified password does not comply with password complexity requirements. Please provide a different password.';

export interface PasswordRules {
  /** At creation the password itself must be given. */
  readonly required: boolean;
  /** The user's `passwordPolicies`. */
  readonly policies: Json | undefined;
}

export function checkPasswordProfile(profile: Json, { required, policies }: PasswordRules): UserFault | undefined {
  if (!isJsonObject(profile)) return invalid('InvalidType', 'passwordProfile', 'must be an object');
  const flag = FLAGS.find((name) => profile[name] !== undefined && typeof profile[name] !== 'boolean');
  if (flag !== undefined) return invalid('InvalidType', `passwordProfile/${flag}`, 'must be true or false');

  const { password } = profile;
  if (password === undefined || password === null) return required ? missingPassword() : undefined;
  if (typeof password !== 'string') return invalid('InvalidType', 'passwordProfile/password', 'must be text');
  const strong = !foldCase(String(policies ?? '')).includes('disablestrongpassword');
  if (isAcceptable(password, strong)) return undefined;
  return {
    code: 'WeakPassword',
    property: 'passwordProfile/password',
    message: WEAK,
    expectation: `must be ${MIN_LENGTH} to ${MAX_LENGTH} characters${
      strong ? `, of ${CLASSES_OF_STRONG} of these kinds: lower case, upper case, digit, symbol` : ''
    }`,
  };
}

function isAcceptable(password: string, strong: boolean): boolean {
  if (password.length < MIN_LENGTH || password.length > MAX_LENGTH) return false;
  return !strong || CHARACTER_CLASSES.filter((kind) => kind.test(password)).length >= CLASSES_OF_STRONG;
}

function missingPassword(): UserFault {
  return {
    code: 'MissingValue',
    property: 'passwordProfile/password',
    message: "A value is required for property 'password' of resource 'User'.",
    expectation: 'must be given',
  };
}

function invalid(code: 'InvalidType', property: string, expectation: string): UserFault {
  return {
    code,
    property,
    message: "Invalid value specified for property 'passwordProfile' of resource 'User'.",
    expectation,
  };
}
