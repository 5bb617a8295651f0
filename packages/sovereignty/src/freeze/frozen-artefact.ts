import type { InvalidRunReason } from "./invalid-run.ts";

/** One line of the list of seed §3, with the modules that are it. */
export interface FrozenArtefact {
  readonly name: string;
  /** Names of modules without their ending; `compiler/*` stands for every module in or below that folder. */
  readonly modules: readonly string[];
  /** What a run is invalid for when this is not what was frozen. */
  readonly reason: InvalidRunReason;
}

/** The artefact whose digest is the compiler's identity: what R8 compares. */
export const COMPILER = "compiler (JCOMP-4.3)";

/** The artefact that names what is behind each door of the packages; it imports everything. */
export const DOORS = "doors of the packages";

/**
 * Everything that is frozen, in the order of seed §3. A module may be in several artefacts. The last two are not of the seed's
 * list: hashing, canonical JSON and chance come from another package, and a run depends on them and on the packages' doors as on its own modules.
 */
export const FROZEN_ARTEFACTS: readonly FrozenArtefact[] = [
  {
    name: "agent architecture",
    modules: [
      "agent/*",
      "trace/*",
      "run/apparatus",
      "run/halt",
      "run/narrowness",
      "run/noted-contradiction",
      "run/play-seed",
      "run/repair-record",
      "run/run-seed",
      "run/seed-run",
      "run/tally",
    ],
    reason: "BASELINE_CONTAMINATION",
  },
  {
    name: "normative state schema",
    modules: ["law/law", "law/rule", "law/epoch", "law/initial-law"],
    reason: "BASELINE_CONTAMINATION",
  },
  {
    name: "justification DSL",
    modules: ["compiler/artefact-shapes", "compiler/vocabulary", "law/condition"],
    reason: "COMPILER_INTERFACE_CHANGE",
  },
  {
    name: "deliberator prompt",
    modules: ["agent/language-model/*", "run/run-seed-asking"],
    reason: "DELIBERATOR_INTERFACE_CHANGE",
  },
  { name: COMPILER, modules: ["compiler/*"], reason: "COMPILER_INTERFACE_CHANGE" },
  {
    name: "obligation mask gate",
    modules: ["mask/*"],
    reason: "PREREGISTRATION_VIOLATION",
  },
  { name: "TriDemandV430 environment", modules: ["world/*"], reason: "ENV_BOUND_VIOLATION" },
  { name: "regime schedule and gating rule", modules: ["world/schedule"], reason: "ENV_BOUND_VIOLATION" },
  {
    name: "definitions of contradictions A and B",
    modules: ["mask/situation", "world/target", "world/rank"],
    reason: "ENV_BOUND_VIOLATION",
  },
  {
    name: "LAW_REPAIR schema and canonicalization",
    modules: ["law/law-repair", "law/patch", "compiler/artefact-shapes"],
    reason: "COMPILER_INTERFACE_CHANGE",
  },
  { name: "repair acceptance rules R1–R10", modules: ["gate/*"], reason: "PREREGISTRATION_VIOLATION" },
  { name: "weakening ladders", modules: ["excision/*"], reason: "PREREGISTRATION_VIOLATION" },
  { name: "thresholds, bounds, seeds", modules: ["run/bounds", "verdict/*"], reason: "EPISODE_MISCONFIGURED" },
  {
    name: "hashing, canonical JSON and chance",
    modules: [
      "foundation/encoding/bytes",
      "foundation/encoding/canonical-json",
      "foundation/encoding/digest",
      "foundation/random/random-stream",
      "foundation/shape/*",
      "foundation/statistics/clopper-pearson",
      "foundation/statistics/lower-tail",
      "foundation/statistics/binomial-tail",
      "foundation/statistics/bracket",
      "foundation/statistics/ratio",
      "foundation/result",
    ],
    reason: "PREREGISTRATION_VIOLATION",
  },
  // What a program gets when it asks for a stage by name: another module behind a door is another experiment.
  { name: DOORS, modules: ["index", "foundation/index"], reason: "PREREGISTRATION_VIOLATION" },
];

/** The modules of an artefact among all that there are, sorted. */
export const modulesOf = ({ modules: patterns }: FrozenArtefact, modules: readonly string[]): readonly string[] =>
  modules.filter((module) => patterns.some((pattern) => matches(pattern, module))).toSorted();

const matches = (pattern: string, module: string): boolean =>
  pattern.endsWith("/*") ? module.startsWith(pattern.slice(0, -1)) : module === pattern;
