/**
 * How long tests wait before they call it a failure, in one place. Patience costs nothing where all is well, and a machine
 * may be busy with something else: so it is generous, and each of these holds the ones above it. A test that is about time
 * moves a clock of its own (`world.ts`, `virtualClock.ts`) and waits for nothing.
 */

/** For one thing to come about in a system that runs: rounds of the timer, held deletions, a queue. */
export const STEP_MS = 60_000;

/** The same, where a company's worth of work or a real domain controller stands between. */
export const LONG_STEP_MS = 120_000;

/** For a process to come up: a stack, an agent, a domain controller that makes its keys first. */
export const START_MS = 150_000;

/** For one test, or one hook, of the slow suites (`setUpSlow.ts`). In unit it is `testTimeout` of `jest.config.cjs`. */
export const TEST_MS = 400_000;

/** For a property to hold for all its cases; then it fails with its seed, before Jest would cut it off without. */
export const PROPERTY_MS = 100_000;
