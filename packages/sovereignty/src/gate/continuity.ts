import type { CompiledLaw } from "../compiler/compiled-law.ts";
import type { Law } from "../law/law.ts";
import type { GateMemory } from "./gate-memory.ts";

/** R5: whether a law is the one that the world saw last. Its chain is the expected one, and its rules embed every repair's epoch. */
export type ContinuityRule = (law: Law, compiled: CompiledLaw, memory: GateMemory) => boolean;

export const isContinuous: ContinuityRule = ({ epochChain }, { embeddedEpochs }, { expectedChain, accepted }) =>
  epochChain.length === expectedChain.length &&
  epochChain.every((epoch, index) => epoch === expectedChain[index]) &&
  accepted.every(({ epoch }) => embeddedEpochs.includes(epoch));
