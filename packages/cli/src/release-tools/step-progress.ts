import { ProgressLine } from "../output/progress-line.ts";

export interface StepProgress extends Disposable {
  readonly show: (step: string) => void;
  clear(): void;
}

/** Says on a terminal what is being done. */
export function stepProgress(): StepProgress {
  const line = new ProgressLine();
  return { show: (step) => line.show(step), clear: () => line.clear(), [Symbol.dispose]: () => line.clear() };
}
