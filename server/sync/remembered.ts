/**
 * What one process remembers of calls that it has answered itself, so that the store need not be asked again. Bounded, and never
 * needed: another process, or this one after a start, asks the store.
 */
export class Remembered<Value> {
  readonly #most: number;
  readonly #values = new Map<string, Value>();

  /** Beyond `most` the one that was set longest ago is forgotten. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Value): void {
    this.#values.delete(key);
    const [oldest] = this.#values.keys();
    if (oldest !== undefined && this.#values.size >= this.#most) this.#values.delete(oldest);
    this.#values.set(key, value);
  }

  /** What it was. */
  take(key: string): Value | undefined {
    const value = this.#values.get(key);
    this.#values.delete(key);
    return value;
  }
}
