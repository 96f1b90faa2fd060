/** A cursor of the model: all events up to a number, and some reordered ones after it. */
export class Position {
  readonly #upTo: number;
  readonly #ahead: readonly number[];

  private constructor(upTo: number, ahead: readonly number[]) {
    this.#upTo = upTo;
    this.#ahead = ahead;
  }

  static upTo(n: number): Position {
    return new Position(n, []);
  }

  static parse(text: string): Position {
    const [upTo, ahead] = text.split(".");
    return new Position(Number(upTo), ahead ? ahead.split("_").map(Number) : []);
  }

  with(n: number): Position {
    const ahead = new Set([...this.#ahead, n]);
    let upTo = this.#upTo;
    while (ahead.delete(upTo + 1)) upTo += 1;
    return new Position(
      upTo,
      [...ahead].filter((m) => m > upTo).sort((a, b) => a - b),
    );
  }

  /** The numbers up to `last` that the cursor does not include. */
  missing(last: number): number[] {
    const numbers: number[] = [];
    for (let n = this.#upTo + 1; n <= last; n++) if (!this.#ahead.includes(n)) numbers.push(n);
    return numbers;
  }

  toString(): string {
    return this.#ahead.length > 0 ? `${this.#upTo}.${this.#ahead.join("_")}` : String(this.#upTo);
  }
}
