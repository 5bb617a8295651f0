import { instanceOf } from "../../webassembly/instantiate.ts";
import { clusterModule } from "./cluster-module.ts";

/** The functions of the kernel; ranges of environments are half open. */
export interface ClusterKernel {
  /** The memory it works on. */
  readonly memory: WebAssembly.Memory;
  firstFault(params: number, from: number, to: number, autoreset: number): number;
  step(params: number, from: number, to: number, autoreset: number): void;
  reset(params: number, from: number, to: number): void;
  resetWhere(params: number, from: number, to: number): void;
  refresh(params: number, from: number, to: number): void;
}

export const clusterKernel = (memory: WebAssembly.Memory): ClusterKernel =>
  instanceOf(clusterModule(), memory) as ClusterKernel;
