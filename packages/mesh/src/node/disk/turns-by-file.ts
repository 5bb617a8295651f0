/** Runs actions on one file one after another, and those on different files beside each other. */
export class TurnsByFile {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(file: string, action: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(file) ?? Promise.resolve()).then(action);
    const settled: Promise<void> = turn.then(
      () => this.#forget(file, settled),
      () => this.#forget(file, settled),
    );
    this.#last.set(file, settled);
    return turn;
  }

  /** Resolves once all that was begun has ended. */
  async end(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }

  #forget(file: string, settled: Promise<unknown>): void {
    if (this.#last.get(file) === settled) this.#last.delete(file);
  }
}
