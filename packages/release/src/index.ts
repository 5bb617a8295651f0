export { combine, type Combined, type Orchestration } from "./decision/combine.ts";
export type { Decision } from "./decision/decision.ts";
export { effectiveLevel, type EffectiveLevel, type LevelFacts } from "./level/effective-level.ts";
export type { Action } from "./dossier/subject.ts";
export type { Draft } from "./record/bodies.ts";
export { type KernelWord, wordOf } from "./evaluation/kernel-word.ts";
