import { setTimeout as sleep } from "node:timers/promises";

/** Lets go of a turn. */
export type LetGo = () => void;

/** Turns at something, one after the other, in the order in which they were asked for. Within one process. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Waits for a turn; null when it did not come in time. Who was given one MUST let go of it. */
  async take(name: string, waitMs: number): Promise<LetGo | null> {
    const before = this.#last.get(name) ?? Promise.resolve();
    let letGo: LetGo = () => {};
    const own = new Promise<void>((resolve) => (letGo = resolve));
    const tail = before.then(() => own);
    this.#last.set(name, tail);
    void tail.then(() => (this.#last.get(name) === tail ? this.#last.delete(name) : false));
    if (await isOver(before, waitMs)) return letGo;
    letGo();
    return null;
  }
}

async function isOver(before: Promise<void>, waitMs: number): Promise<boolean> {
  const end = new AbortController();
  const late = sleep(waitMs, false, { signal: end.signal }).catch(() => false);
  const isFirst = await Promise.race([before.then(() => true), late]);
  end.abort();
  return isFirst;
}
