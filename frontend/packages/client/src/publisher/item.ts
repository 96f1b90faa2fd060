/** Confirms that the log has stored one event. */
export interface LineReceipt {
  readonly id: string;
  readonly cursor: string;
  /** Whether the log had it before; absent where the server does not say so for each event. */
  readonly duplicate?: boolean;
}

/** One event on its way. */
export interface Item {
  readonly id: string;
  /** The event as it was added: a later change of the caller's object is not published. */
  readonly json: string;
  resolve(receipt: LineReceipt): void;
  reject(error: unknown): void;
}
