/**
 * Gives equal values equal numbers, and different values different ones (hash-consing: Ershov 1958). Values are plain
 * data that nobody changes, so that one whose number is known need not be read again: a state shares most of its parts with
 * the state before it.
 */
export class Interner {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<object, number>();
  readonly #ignored: ReadonlySet<string>;

  /** @param ignored names of fields that are left out wherever they stand */
  constructor(ignored: readonly string[]) {
    this.#ignored = new Set(ignored);
  }

  numberOf(value: object): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const number = this.#numbered(this.#textOf(value));
    this.#known.set(value, number);
    return number;
  }

  #numbered(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  #textOf(value: object): string {
    if (Array.isArray(value)) return `[${value.map((each) => this.#part(each)).join()}]`;
    if (isSortedMap(value))
      return `<${value
        .sorted()
        .map((each) => this.#part(each))
        .join()}>`;
    const fields = Object.entries(value)
      .filter(([name]) => !this.#ignored.has(name))
      .sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${fields.map(([name, each]) => `${name}:${this.#part(each)}`).join()}}`;
  }

  #part(value: unknown): string {
    if (typeof value === "object" && value !== null) return `#${this.numberOf(value)}`;
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }
}

const isSortedMap = (value: object): value is { sorted(): readonly unknown[] } =>
  "sorted" in value && typeof value.sorted === "function";
