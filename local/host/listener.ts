/** Something that calls a function by itself: it polls a queue, or waits for a time. */
export interface Listener {
  /** Takes on no more work; resolves when the work under way is done. */
  stop(): Promise<void>;
}
