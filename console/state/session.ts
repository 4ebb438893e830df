/** Who uses the console, and with which token it asks. `console/auth` keeps it; everything else goes by this alone. */

export interface SignedIn {
  readonly displayName: string;
  readonly userPrincipalName: string;
}

export interface Session {
  /** Of whom the sign-in tells; `undefined` while nobody is signed in. */
  readonly person: SignedIn | undefined;
  /** Why the last try came to nothing, a sentence; `undefined` where nothing went wrong. */
  readonly problem: string | undefined;
  /** @param options.fresh the one before was refused @throws where nobody is signed in any more */
  token(options?: { readonly fresh?: boolean }): Promise<string>;
  /** Leaves the page; comes back to `returnTo`, a path of the console's. */
  signIn(returnTo: string): Promise<void>;
  signOut(): Promise<void>;
}
