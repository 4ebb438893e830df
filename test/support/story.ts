/**
 * Says that the tests of a file, or of a `describe`, are one story: each begins where the one before it ended. When one of
 * them fails the rest is not told (`environment.cjs`), so that one fault says one thing.
 */
export function tellStory(): void {
  const { storyBegins } = globalThis as { storyBegins?: () => void };
  if (storyBegins === undefined) throw new Error('Stories need the test environment of jest.config.cjs.');
  storyBegins();
}
