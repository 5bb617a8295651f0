export { combine, type Combined, type Orchestration } from "./decision/combine.ts";
export { effectiveLevel, type EffectiveLevel, type LevelFacts } from "./level/effective-level.ts";
