import type { Config } from '../api/types';
import type { Session } from '../state/session';

/** Nobody can sign in before there is a page to do so. */
export async function openSession(_signIn: NonNullable<Config['signIn']>): Promise<Session> {
  const nobody = async (): Promise<never> => {
    throw new Error('Nobody is signed in.');
  };
  return { person: undefined, token: nobody, signIn: nobody, signOut: nobody };
}
