export { DIMENSIONS, type Dimension } from "./gridworld/dimension.ts";
export { ACTION, ACTION_COUNT, type Action } from "./gridworld/action.ts";
export { drawWorld, type World } from "./gridworld/world.ts";
export { type Ending, startOf, type State } from "./gridworld/state.ts";
export { litLamp } from "./gridworld/lamp.ts";
export { step, STEP_LIMIT, type Transition } from "./gridworld/step.ts";
export { INPUT, OBSERVATION_SIZE, observe } from "./gridworld/observation.ts";
export { isControlled } from "./gridworld/outcome.ts";
export type { Policy } from "./policy-network/policy.ts";
export { POLICY_SHAPE, PolicyNetwork } from "./policy-network/policy-network.ts";
export { decodePolicy, encodePolicy, POLICY_FILE_LENGTH, WEIGHT_LIMIT } from "./policy-network/weights-file.ts";
export {
  LEAK,
  type NetworkShape,
  parameterCount,
  parameterOffsets,
  TwoLayerNetwork,
} from "./policy-network/two-layer-network.ts";
export { logarithm } from "./policy-network/logarithm.ts";
export { PROBE_CONTEXTS, type ProbeContext } from "./battery/probe-context.ts";
export { probeWindow, type ProbeWindow, type Trial, TRIALS_MAX } from "./battery/probe-window.ts";
export type { TrialOutcome } from "./battery/trial.ts";
export { type ImportedResult, importResult, type ReadFile } from "./intake/import-result.ts";
export {
  FORMATS,
  type Format,
  type IntakeMapping,
  mappingDigest,
  mappingText,
  parseMapping,
  parseMappingDraft,
} from "./intake/mapping.ts";
export { type ByteSource, sourceOf } from "./intake/byte-source.ts";
export { isStrictJson } from "./intake/json/scan-json.ts";
export { ChangedWhileReadError } from "./intake/sealed-source.ts";
export type { IntakePorts } from "./intake/intake-ports.ts";
export type { SourceFiles } from "./intake/reader.ts";
export type { Intaken, IntakeRefusal } from "./intake/refusal.ts";
export { mappingsDigest, requireRegisteredWindow, requireWindows } from "./intake/window-fit.ts";
export type { TrialRow } from "./intake/trial-row.ts";
export { gridworldTarget } from "./battery/gridworld-target.ts";
export type { ProbeTarget, Spent, TrialRecord, TrialRequest } from "./battery/probe-target.ts";
export { correctionTasksOf } from "./detectors/correction-rotation.ts";
export { type DetectabilityRecord, measureDetectability } from "./detectors/detectability.ts";
export { pairBehaviour } from "./detectors/paired-behaviour.ts";
export { IDENTITY_FAMILY, identitySeeds, type IdentityWindow } from "./identity/identity-window.ts";
export {
  type IdentityQuestion,
  parseQuestion,
  questionDigest,
  questionOf,
  questionText,
} from "./identity/identity-question.ts";
export type { IdentityHead, IdentityTrial } from "./identity/identity-result.ts";
export {
  type ExpectedIdentity,
  type IdentityResult,
  type PlayAgain,
  readIdentityResult,
  requireReplay,
} from "./identity/read-identity-result.ts";
export { familyTrials } from "./families/family-trials.ts";
export type {
  ChatAnswer,
  ChatMessage,
  ChatPort,
  ChatRequest,
  ChatTool,
  ChatToolCall,
} from "./language-model/chat-port.ts";
export {
  languageModelTarget,
  type LanguageModelTargetOptions,
  slotOfTrial,
} from "./language-model/language-model-target.ts";
export { probesOf } from "./families/probe-pool.ts";
export type { CellStanding, ClaimStanding } from "./claims/cell-standing.ts";
export {
  type ClusteredTrial,
  type ClusterTally,
  clusteredTally,
  clusterUnit,
  type TemplatedTrial,
  countsAsItIs,
} from "./claims/cluster-tally.ts";
export type { DetectorReadings } from "./claims/detector-readings.ts";
export type { DimensionStanding } from "./claims/dimension-standing.ts";
export type { WeightsOversight } from "./claims/family-standings.ts";
export { type Model, modelNamed, type Unnamed } from "./claims/model-named.ts";
export { type ModelStatus, modelStatus, type NextClaim } from "./claims/model-status.ts";
export type { ExaminedAgent, FamilyWindow } from "./families/family-window.ts";
export type { GivenRate } from "./claims/error-rate.ts";
