import type { AblationName, CollapsePoint, LadderName } from "../verdict/stage-reports.ts";

export const ABLATION_WORDS: Readonly<Record<AblationName, string>> = {
  A_SEMANTIC: "A: without semantics",
  B_REFLECTION: "B: without reflection",
  C_PERSISTENCE: "C: without persistence",
  D_TRACE: "D: without traces",
};

export const LADDER_WORDS: Readonly<Record<LadderName, string>> = {
  W1_TRACES: "W1: traces",
  W2_SEMANTICS: "W2: semantics",
  W3_REFLECTION: "W3: reflection",
  W4_PERSISTENCE: "W4: persistence",
};

export const POINT_WORDS: Readonly<Record<CollapsePoint, string>> = {
  IMMEDIATE: "immediately",
  TASK: "at the task",
  REPAIR_A: "at Repair A",
  REPAIR_B: "at Repair B",
  NONE: "nowhere",
};

export const POINTS: readonly CollapsePoint[] = ["IMMEDIATE", "TASK", "REPAIR_A", "REPAIR_B", "NONE"];
