export { cleanApparatus, type Apparatus } from "./run/apparatus.ts";
export { candidateSetup, runSeed } from "./run/run-seed.ts";
export { FROZEN_SEEDS } from "./run/bounds.ts";
export {
  type AskedQuestion,
  type DiagnosticFault,
  type DiagnosticRecord,
  diagnosticRecord,
} from "./agent/language-model/diagnostic-record.ts";
export { DELIBERATOR_INTERFACE, promptDigest } from "./agent/language-model/prompt.ts";
export { questionPrompt, type QuestionPrompt } from "./agent/language-model/question-prompt.ts";
export { readReply } from "./agent/language-model/reply.ts";
export type { Question, Reply, SeedSetup } from "./run/play-seed.ts";
export { runSeedAsking } from "./run/run-seed-asking.ts";
export type { Halt } from "./run/halt.ts";
export type { EpisodeRecord, RepairRecord, SeedRun } from "./run/seed-run.ts";
export type { TraceEntry } from "./trace/trace-entry.ts";
export type {
  AblationReport,
  BaselineReport,
  CalibrationReport,
  Check,
  FinalVerdict,
  LadderReport,
  SpofReport,
} from "./verdict/stage-reports.ts";
export { calibrate } from "./verdict/calibrate.ts";
export { verifyBaseline } from "./verdict/verify-baseline.ts";
export { ablate } from "./verdict/ablate.ts";
export { weaken } from "./verdict/weaken.ts";
export { findSinglePoints } from "./verdict/find-single-points.ts";
export { baselineReasons, finalVerdict } from "./verdict/final-verdict.ts";
export {
  compilerDigestOf,
  digestOfFreeze,
  type FreezeRecord,
  freezeRecord,
  freezeRecordShape,
  type ModuleTexts,
} from "./freeze/freeze-record.ts";
export { freezeMismatch } from "./freeze/freeze-mismatch.ts";
export { FROZEN_ARTEFACTS } from "./freeze/frozen-artefact.ts";
export { type InvalidRun, invalidRun } from "./freeze/invalid-run.ts";
export { orderViolation, type ProtocolState, type Stage, STAGES, stagesBefore } from "./freeze/protocol.ts";
export {
  recordDigest,
  recordText,
  STAGE_FORMAT,
  type StageRecord,
  stageRecordShape,
  type TraceFile,
} from "./freeze/stage-record.ts";
export { type FirstDifference, firstDifference } from "./freeze/first-difference.ts";
export { type DiagnosticRun, diagnosticRunOf, diagnosticTrial } from "./evidence/diagnostic-run.ts";
export { type ExaminedAgent, examinedAgent, examinedAgents } from "./evidence/examined-agent.ts";
export { identityLines, playIdentityTrial } from "./evidence/identity-export.ts";
export { type IdentityTrial, invalidTrial } from "./evidence/identity-trial.ts";
export { reportHtml } from "./report/report-html.ts";
export type { PublishedLog, ReportMaterial } from "./report/report-material.ts";
export { type CheckReport, ModelCheck, SMALL_SCOPE, WHOLE_SCOPE } from "./check/model-check.ts";
export { THE_EXPERIMENT } from "./check/specimen.ts";
export { playPublished } from "./published/play-published.ts";
