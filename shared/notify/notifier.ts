/** Mail to administrators. */
export interface Mail {
  /** At least one address. */
  readonly to: readonly string[];
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

export interface Notifier {
  /** @throws {Error} when the mail could not be handed over */
  send(mail: Mail): Promise<void>;
}
