/** Values by number: equal ones, told by their text, are one. */
export class Interned<T> {
  readonly #numbers = new Map<string, number>();
  readonly #values: T[] = [];

  of(value: T, text = JSON.stringify(value)): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#values.length;
    this.#numbers.set(text, number);
    this.#values.push(value);
    return number;
  }

  at(number: number): T {
    return this.#values[number] as T;
  }

  get size(): number {
    return this.#values.length;
  }
}
