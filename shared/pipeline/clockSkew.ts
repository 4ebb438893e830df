/**
 * How far the clocks of two workers may be apart, milliseconds: they never quite agree. A pack of log entries may carry a
 * time so much before its cycle was opened or its upload accepted, or after the clock of who looks at it.
 */
export const CLOCK_SKEW_MS = 2 * 60_000;
