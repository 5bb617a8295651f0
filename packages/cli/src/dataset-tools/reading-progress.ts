import { WorkProgress } from "../output/work-progress.ts";

export interface ReadingProgress extends Disposable {
  readonly onBytes: (bytes: number) => void;
  clear(): void;
}

const MEGABYTE = 1_000_000;

/** Counts on a terminal how much was read, while that takes time. */
export function readingProgress(): ReadingProgress {
  const progress = new WorkProgress("MB read");
  let total = 0;
  return {
    onBytes: (bytes) => {
      total += bytes;
      progress.show(Math.floor(total / MEGABYTE));
    },
    clear: () => progress.clear(),
    [Symbol.dispose]: () => progress.clear(),
  };
}
