export { askText, type FirstLook, onePrompt, type TakenAnswer, takeAnswer } from "./desk/ask-text.ts";
export { type DrawnVerdict, drawRecheck, recordRecheck } from "./desk/recheck.ts";
export { changePause, type PauseWord, type StandingPause, standingPause } from "./desk/change-pause.ts";
export { checkRelease, unnamedBytes } from "./desk/check-release.ts";
export { type StandingLever, type StandingOrder, standingOrder } from "./desk/standing-order.ts";
export { addKey, type KeyAsked, knownKeys, type MadeKey, makeKey, removeKey } from "./desk/keys.ts";
export {
  adoptPolicyAt,
  policyInForceAt,
  type PolicyInForce,
  type PolicyProposal,
  policyProposal,
  readSignature,
  signPolicy,
} from "./desk/adopt-policy.ts";
export { adoptSafeguardsAt, confirmSafeguardAt, safeguardsAt } from "./desk/adopt-safeguards.ts";
export type { OperatorRefusal } from "./desk/adopt-refusal.ts";
export { draftOverride, type OverrideAsked, readOverride, signOverride } from "./desk/override-draft.ts";
export { KEY_ROLES } from "../evolution/key-ring.ts";
export { OVERRIDE_SCOPES } from "../evolution/override.ts";
export { endOverride, publishOverride } from "./desk/override-publish.ts";
export { orderStop } from "./desk/stop-order.ts";
export { type LanguageModelSettings, openLanguageModel } from "./llm-client.ts";
export { recordEvent } from "./desk/record-event.ts";
export { type ReleaseStatus, releaseStatus } from "./desk/release-status.ts";
export type { AskKernel } from "../state/gate-facts.ts";
export { type KernelNotice, kernelNotice } from "./desk/kernel-notice.ts";
export { greenEndMs } from "./desk/green-end.ts";
export { type ReleaseVerdict, releaseVerdict, type VerdictMoment } from "./desk/release-verdict.ts";
export { requireWitnessed } from "./desk/witnessed-log.ts";
export { type GateAnswer, ReleaseGate } from "./desk/ask-gate.ts";
export { type Use, useOf } from "./desk/use-of.ts";
export { buildEvaluationPack } from "./desk/build-evaluation-pack.ts";
export type { ReasonRemark, Remarks } from "../remark/remarks.ts";
export type { AnswerDetails } from "./desk/answer-details.ts";
export { evaluateFolder, type FolderAnswer } from "./desk/evaluate-folder.ts";
export type { DeskPorts, FolderQuestion } from "./desk/folder-question.ts";
export { type Replay, replayEvaluation } from "./desk/replay.ts";
export { writeGolden } from "./desk/write-golden.ts";
export { type PackVerdict, verifyPack } from "./pack/verify-pack.ts";
export { type DossierFault, DossierError } from "./dossier/dossier-fault.ts";
export { dossierSchemas } from "./dossier/dossier-schemas.ts";
export type { FileRead, FileRefusal } from "./dossier/file-in-folder.ts";
export { initDossier } from "./dossier/init-dossier.ts";
export { type DossierFiles, type DossierFolder, readDossierFolder } from "./dossier/read-dossier-folder.ts";
export { type Sealing, sealSources } from "./dossier/seal-sources.ts";
export type { SkeletonOptions } from "./dossier/skeleton.ts";
export { memoryReleaseStore } from "./store/memory-store.ts";
export { openReleaseStore, type OpenStoreOptions } from "./store/open-store.ts";
export { readReleaseStore } from "./store/read-store.ts";
export { RELEASE_ORIGIN, STORE_FOLDER } from "./store/store-layout.ts";
export { type HeldStore, withStore, type WithStoreOptions } from "./store/with-store.ts";
