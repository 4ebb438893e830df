/** What is said of a sign-in that did not come about, or has ended. */

export const signInProblems = {
  otherAnswer: 'The answer that came belongs to another sign-in. Sign in again.',
  refused: (words: string) => `The sign-in was refused: ${words}`,
  unreachable: 'The sign-in service does not answer. Try again in a moment.',
  wrongAnswer: (words: string) => `The sign-in service answered something that cannot be trusted: ${words}`,
} as const;

export const signInEndings = {
  expired: 'It lasts a day at most, and it ends where your account or your role is taken away.',
  signedOutElsewhere: 'You have signed out in another tab.',
  stay: 'Stay here',
} as const;
