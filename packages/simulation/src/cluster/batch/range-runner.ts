import type { ClusterKernel } from "../kernel/cluster-kernel.ts";

/** Work on every environment of a batch. */
export interface EnvironmentRange {
  readonly task: "step" | "reset" | "resetWhere";
  readonly params: number;
  readonly environments: number;
  readonly autoreset: number;
}

/** Does the work and returns when all of it is done. Environments are independent, so they may be shared out at will. */
export type RangeRunner = (kernel: ClusterKernel, range: EnvironmentRange) => void;

export const runHere: RangeRunner = (kernel, { task, params, environments, autoreset }) =>
  kernel[task](params, 0, environments, autoreset);
