/** The bits of userAccountControl that provisioning owns (MS-ADTS 2.2.16); all others are somebody else's and stay. */

const ACCOUNT_DISABLE = 0x2;
const NORMAL_ACCOUNT = 0x200;

/** What a new account starts from: 512, an enabled normal account. */
export const NEW_ACCOUNT = NORMAL_ACCOUNT;

export function isDisabled(userAccountControl: number): boolean {
  return (userAccountControl & ACCOUNT_DISABLE) !== 0;
}

export function withDisabled(userAccountControl: number, disabled: boolean): number {
  return disabled ? userAccountControl | ACCOUNT_DISABLE : userAccountControl & ~ACCOUNT_DISABLE;
}
