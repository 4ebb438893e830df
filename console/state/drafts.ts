/** What somebody has changed and not saved, kept for this tab over a reload or a new sign-in (spec/console.md 5). */

const PREFIX = 'muster.console.draft.';

/** @param name what it is a draft of, with the job */
export function readDraft<T>(name: string): T | undefined {
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined; // a private window, or a draft of another release
  }
}

export function keepDraft(name: string, draft: unknown): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(draft));
  } catch {
    // It lasts as long as the page.
  }
}
