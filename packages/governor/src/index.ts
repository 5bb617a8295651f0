// The site: whose word it is, and in which order.
export { jobOutputFile, LOG_NAME, openDesk, openSite, releaseRequirementOf, siteIn } from "./site/data-folder.ts";
export { dataFolder, fileNameOf } from "./site/data-layout.ts";
export type { Writing } from "./site/hand-in/writing.ts";
export { askForLedger } from "./site/hand-in/ask-for-ledger.ts";
export { FileKeyRing, type KeyRing, memoryKeyRing, rehearsalKeys } from "./site/key-ring.ts";
export { HandInOffice } from "./site/hand-in/hand-in-office.ts";
export type { HandInAnswer } from "./site/hand-in/hand-in-answer.ts";
export type { ShellRefusal, Submission } from "./site/submission.ts";
export { replay } from "./site/state-of-ledger.ts";
export { openingCommand, OPERATORS, RefusedError, signersOf, Site } from "./site/site.ts";

// A job under measured control, and the machine it runs on.
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
export { type JobStanding, jobStandingOf } from "./run/job-standing.ts";
export { observers } from "./run/observers.ts";
export { CheckpointDirectory } from "./run/checkpoint-directory.ts";
export { type AdoptedRun, governAdopted, governProcess, type ProcessRun } from "./run/process-run.ts";
export { snapshotDigest } from "./run/snapshot-digest.ts";
export { reapLeftovers, runWarden, systemWardenPorts } from "./warden/index.ts";
export { systemTimers } from "./warden/timers.ts";
export { originOf } from "./site/log-origin.ts";
export { Sequencer } from "./site/sequencer.ts";
export type { SiteWriter } from "./site/site-writer.ts";
export * from "./node/index.ts";

// The measurement of a model.
export {
  type AgentAgain,
  checkProbing,
  closeExamination,
  drawExamination,
  type DrawnExamination,
  examineModel,
  type FamilyCell,
  type FamilyPart,
  type FamilyVerdicts,
  liveTrialsPerSecond,
  poissonPace,
  practiseBattery,
  probeContinuously,
  type Probed,
  probeModel,
  type ProbePlan,
  type ProbingCheck,
  recordFamily,
  runOnWeights,
  sameWeights,
  steadyPace,
  type Wait,
} from "./probe/index.ts";
export type { JournalRow } from "./probe/journal-row.ts";
export { recordSet } from "./probe/record-set.ts";
export {
  type Endpoint,
  type EndpointBudget,
  type EndpointOptions,
  openEndpoint,
  TranscriptFolder,
} from "./model-endpoint/index.ts";

// How a level is held.
export * from "./actuator/index.ts";

// What was killed, and what it was trained on.
export * from "./freeze/index.ts";
export * from "./dataset/index.ts";

// What may be served: who vouches for it, what was granted, and where it is asked for.
export * from "./artifact/index.ts";
export * from "./attestation/index.ts";
export * from "./token/index.ts";
export type { Admission, Admitted, Denied, GateIdentity, Gatekeeper } from "./gate/gatekeeper.ts";
export { type GatekeeperParts, openGatekeeper } from "./gate/open-gatekeeper.ts";
export * from "./gate/proxy/index.ts";
export * from "./gate/webhook/index.ts";
export * from "./kubernetes/index.ts";

// What was really used.
export * from "./meter/index.ts";
export * from "./audit/index.ts";
