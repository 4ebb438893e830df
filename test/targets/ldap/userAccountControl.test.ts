import { isDisabled, NEW_ACCOUNT, withDisabled } from '../../../shared/targets/ldap/userAccountControl';

test('a new account is an enabled normal account', () => {
  expect(NEW_ACCOUNT).toBe(512);
  expect(isDisabled(NEW_ACCOUNT)).toBe(false);
});

test.each([
  { name: 'a normal account', bits: 512, disabled: 514 },
  { name: 'an account whose password does not expire', bits: 66_048, disabled: 66_050 },
  { name: 'an account that needs a smart card', bits: 262_656, disabled: 262_658 },
])('$name keeps its other bits', ({ bits, disabled }) => {
  expect(withDisabled(bits, true)).toBe(disabled);
  expect(withDisabled(disabled, true)).toBe(disabled);
  expect(withDisabled(disabled, false)).toBe(bits);
  expect(isDisabled(disabled)).toBe(true);
  expect(isDisabled(bits)).toBe(false);
});
