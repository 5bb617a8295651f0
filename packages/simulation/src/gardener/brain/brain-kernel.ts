import { KERNEL_DATA_FROM_BYTES, kernelInstance } from "../field/kernel-instance.ts";
import type { BrainBank, BrainBankMaker } from "./brain-bank.ts";
import { BRAIN_FLOATS, MEMORY_FLOATS } from "./brain-layout.ts";

/** Views, features, hidden values, gate sums and outputs of one agent at a time. */
const SCRATCH_BYTES = 4 * (36 + 48 + 64 + 8);
const AGENT_BYTES = 16;
const aligned = (bytes: number): number => (bytes + 15) & ~15;

/**
 * The brains in the SIMD kernel, in a memory of their own for fields of up to `cellsMax` cells: unlike a field, brains are too
 * large to be carried in for every generation.
 */
export const brainKernel =
  (cellsMax: number): BrainBankMaker =>
  (brains, memories) => {
    const scratch = KERNEL_DATA_FROM_BYTES;
    const cells = scratch + aligned(SCRATCH_BYTES);
    const agents = cells + aligned(2 * cellsMax);
    const chosen = agents + AGENT_BYTES * memories;
    const memoriesAt = chosen + aligned(memories);
    const brainsAt = memoriesAt + 4 * MEMORY_FLOATS * memories;
    const kernel = kernelInstance(brainsAt + 4 * BRAIN_FLOATS * brains - KERNEL_DATA_FROM_BYTES);
    const cellsInside = new Uint16Array(kernel.memory, cells, cellsMax);
    const agentsInside = new Int32Array(kernel.memory, agents, 4 * memories);
    const chosenInside = new Uint8Array(kernel.memory, chosen, memories);
    const decide: BrainBank["decide"] = (batch) => {
      const { count, side, actions } = batch;
      cellsInside.set(batch.cells);
      agentsInside.set(batch.agents.subarray(0, 4 * count));
      kernel.functions.decide(count, agents, cells, side, brainsAt, memoriesAt, actions, chosen, scratch);
      batch.chosen.set(chosenInside.subarray(0, count));
    };
    return {
      brains: new Float32Array(kernel.memory, brainsAt, BRAIN_FLOATS * brains),
      memories: new Float32Array(kernel.memory, memoriesAt, MEMORY_FLOATS * memories),
      decide,
    };
  };
