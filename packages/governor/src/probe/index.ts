export { type AgentAgain, checkProbing, type ProbingCheck } from "./check-probing.ts";
export {
  closeExamination,
  drawExamination,
  type DrawnExamination,
  examineModel,
  type FamilyCell,
  type FamilyPart,
  type FamilyVerdicts,
  recordFamily,
} from "./examine-model.ts";
export { liveTrialsPerSecond, probeContinuously } from "./live-probing.ts";
export { poissonPace, steadyPace, type Wait } from "./pace.ts";
export { practiseBattery } from "./practise-battery.ts";
export { type Probed, probeModel } from "./probe-model.ts";
export type { ProbePlan } from "./probe-plan.ts";
export { runOnWeights, sameWeights } from "./run-on-weights.ts";
