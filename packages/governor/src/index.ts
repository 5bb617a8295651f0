export { dataFolder, openSite, siteIn } from "./site/data-folder.ts";
export { FileKeyRing, type KeyRing, memoryKeyRing, rehearsalKeys } from "./site/key-ring.ts";
export type { Submission, ShellRefusal } from "./site/sequencer.ts";
export { replay } from "./site/state-of-ledger.ts";
export { RefusedError, Site } from "./site/site.ts";
export { governRun, type RunOutcome, type RunPlan, type RunPorts } from "./run/governed-run.ts";
export type {
  CheckpointSource,
  Death,
  FoundCheckpoint,
  Job,
  JobExit,
  JobLauncher,
  Prober,
  ProbeRequest,
  RunObserver,
  Timers,
  WindowRequest,
  WindowResult,
} from "./run/ports.ts";
export { TrialLines } from "./run/trial-lines.ts";
export { CheckpointDirectory } from "./run/checkpoint-directory.ts";
export { governProcess, type ProcessRun } from "./run/process-run.ts";
export { reapLeftovers, runWarden, systemWardenPorts } from "./warden/index.ts";
export { snapshotDigest } from "./run/snapshot-digest.ts";
export {
  type AgentAgain,
  checkProbing,
  examineModel,
  type FamilyVerdicts,
  liveTrialsPerSecond,
  poissonPace,
  practiseBattery,
  probeContinuously,
  type Probed,
  probeModel,
  type ProbePlan,
  type ProbingCheck,
  runOnWeights,
  sameWeights,
  steadyPace,
  type Wait,
} from "./probe/index.ts";
export {
  type Endpoint,
  type EndpointBudget,
  type EndpointOptions,
  openEndpoint,
  TranscriptFolder,
} from "./model-endpoint/index.ts";
export type { JournalRow } from "./probe/probe-journal.ts";
export { recordSet } from "./probe/record-set.ts";
