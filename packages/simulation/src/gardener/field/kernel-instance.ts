import { FIELD_MODULE_BASE64 } from "../../modules/field-module.ts";
import { instantiate, sharedMemory } from "../../webassembly/instantiate.ts";

/** The functions of kernel/field.ts: places are bytes of the kernel's memory, keys two words. */
export interface KernelFunctions {
  drift(at: number, vectors: number, low: number, high: number, span: number): void;
  totals(at: number, vectors: number, hotAbove: number, rampFrom: number, rampWidth: number, out: number): void;
  probe(at: number, vectors: number, low: number, high: number, scale: number, hotAbove: number, out: number): void;
  probePair(
    at: number,
    vectors: number,
    low: number,
    high: number,
    scale: number,
    hotAbove: number,
    rampFrom: number,
    rampWidth: number,
    out: number,
  ): void;
  decide(
    count: number,
    agents: number,
    grid: number,
    side: number,
    brains: number,
    memories: number,
    actions: number,
    chosen: number,
    scratch: number,
  ): void;
  tanhFour(at: number): void;
}

export interface KernelInstance {
  readonly functions: KernelFunctions;
  readonly memory: ArrayBufferLike;
}

/** Below it AssemblyScript keeps its own. */
export const KERNEL_DATA_FROM_BYTES = 4_096;

/** An instance of the field kernel with a memory of its own of at least so many bytes behind `KERNEL_DATA_FROM_BYTES`. */
export function kernelInstance(dataBytes: number): KernelInstance {
  const memory = sharedMemory(KERNEL_DATA_FROM_BYTES + dataBytes);
  return { functions: instantiate(FIELD_MODULE_BASE64, memory) as KernelFunctions, memory: memory.buffer };
}
