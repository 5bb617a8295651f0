export { dataFolder, openSite, siteIn } from "./site/data-folder.ts";
export { FileKeyRing, type KeyRing, memoryKeyRing, rehearsalKeys } from "./site/key-ring.ts";
export type { Submission, ShellRefusal } from "./site/sequencer.ts";
export { replay } from "./site/state-of-ledger.ts";
export { OPERATORS, RefusedError, Site } from "./site/site.ts";
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
export { type AdoptedRun, governAdopted, governProcess, type ProcessRun } from "./run/process-run.ts";
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
export type { Admission, Admitted, Denied, GateIdentity, Gatekeeper } from "./gate/gatekeeper.ts";
export { type GatekeeperParts, openGatekeeper } from "./gate/open-gatekeeper.ts";
export { type CapabilityClaims, capabilityClaimsShape } from "./token/capability-claims.ts";
export { readToken, signToken, TOKEN_BYTES_MAX } from "./token/compact-token.ts";
export { issuerKeysIn, jsonWebKeySetOf, keyThumbprint, nodeKeyDigest } from "./token/json-web-key-set.ts";
export { openFeed, signFeed } from "./token/signed-feed.ts";
export { TOKEN_REFUSALS, type TokenRefusal, type TokenRefusalCode } from "./token/token-refusal.ts";
export { TokenVerifier } from "./token/token-verifier.ts";
export { WITHDRAWAL_FEED_TYPE, type WithdrawalFeed, withdrawalFeedShape } from "./token/withdrawal-feed.ts";
export { publishFeed, publishKeys } from "./token/gate-files.ts";
export { type IssuedToken, issueToken, type TokenRequest } from "./token/issue-token.ts";
export { withdrawalFeedOf } from "./token/withdrawal-feed-of.ts";
export { KeptMeter, type KeptMeterParts } from "./meter/kept-meter.ts";
export { combinedMeter } from "./meter/combined-meter.ts";
export type { EnergyMeter, SourceReading } from "./meter/energy-meter.ts";
export { meterFromSource, SOURCE_FORMS } from "./meter/meter-source.ts";
export type { MeterReportCommand } from "./meter/meter-report.ts";
export { type ChannelStanding, labStanding, type LabStanding, standingOf } from "./audit/lab-standing.ts";
export { type OutsideAudit, outsideAudit, type OwnAnswer } from "./audit/outside-audit.ts";
export { ownReading, type OwnReading } from "./audit/own-reading.ts";
export { freezeSnapshot, type FrozenSnapshot } from "./freeze/freeze-snapshot.ts";
export { chattrFlag, type ImmutableFlag, noImmutableFlag } from "./freeze/immutable-flag.ts";
export { type ManifestFile, manifestText, parseManifest } from "./freeze/manifest-file.ts";
export { openModelSignature, signModel, verifyModel } from "./freeze/model-signature/model-signature.ts";
export {
  generateModelSigningKey,
  type ModelPublicKey,
  modelPublicKeyFromPem,
  type ModelSigningKey,
  modelSigningKeyFromPem,
} from "./freeze/model-signature/signing-key.ts";
export type { Lock } from "./freeze/snapshot-lock.ts";
export { thawSnapshot } from "./freeze/thaw-snapshot.ts";
export { type SnapshotDifference, verifyManifest } from "./freeze/verify-manifest.ts";
export {
  binds,
  type DatasetState,
  marksOn,
  registeredChunks,
  type Relative,
  relativesOf,
} from "./dataset/contamination-of.ts";
export { type DatasetContent, describeDataset } from "./dataset/describe-dataset.ts";
export { datasetsForRun, registerDataset, type RegisteredDataset } from "./dataset/register-dataset.ts";
export { certifyScrub, recordScrub, type Scrub } from "./dataset/scrub-certificate.ts";
export { type AllowList, NOBODY_ALLOWED, readAllowList } from "./node/allow-list.ts";
export { DRILL_SHAPES, type DrillShape } from "./node/drill/drill-shapes.ts";
export { type DrillKill, type DrillReport, reportDrill } from "./node/drill/drill-report.ts";
export { type DrillPlan, runDrill } from "./node/drill/run-drill.ts";
export { findUnpaidCompute, type UnpaidProcess, type UnpaidTree } from "./node/find-unpaid-compute.ts";
export { GovernorNode, type NodeJob } from "./node/governor-node.ts";
export { everyRun, killFromOutside, type KilledFromOutside } from "./node/kill-from-outside.ts";
export type { KillReadiness } from "./node/kill-switch.ts";
export { allowListFile } from "./node/watch-unpaid.ts";
export { auditNode, type NodeAudit, stopUnpaidTree } from "./node/audit-node.ts";
export { nodeStatus, type NodeStatus } from "./node/node-status.ts";
export {
  type ApiUsage,
  ApiUsageCounter,
  type ApiUsageMeter,
  deploymentAtGate,
  type EdgeSink,
  EdgeSpool,
  EdgeWatch,
  EmbeddedSite,
  followFeedFile,
  followFeedUrl,
  type GateProxy,
  type GateProxyOptions,
  type GateRefusalCode,
  type GateStatus,
  type ListenAddress,
  type ObservedEdge,
  openGateProxy,
  type ProxyLimits,
  readUsage,
  type Standing,
  watchTokenFile,
} from "./gate/proxy/index.ts";
export { type Beat, FEED_INTERVAL_MS, TokenKeeper, type TokenKeeping, tokenName } from "./token/keep-token.ts";
export { checkClaims, type ExpectedClaims } from "./token/check-claims.ts";
export type { UnverifiedToken } from "./token/compact-token.ts";
export { verifySignature } from "./token/token-verifier.ts";
export { checkAgainstFeed, indexFeed } from "./token/withdrawal.ts";
export {
  ATTESTATION_REFUSALS,
  type AttestationRefusal,
  type AttestationRefusalCode,
} from "./attestation/attestation-refusal.ts";
export { es384KeysIn } from "./attestation/es384-token.ts";
export { type Evidence, evidenceDigest } from "./attestation/evidence-digest.ts";
export {
  type ExpectedStatement,
  type VerifiedStatement,
  verifyInTotoStatement,
} from "./attestation/in-toto-statement.ts";
export { type AttestedNode, signNodeAttestation, verifyNodeAttestation } from "./attestation/node-attestation.ts";
export { type ExpectedGpus, gpuNonce, verifyNvidiaEat } from "./attestation/nvidia-eat.ts";
export { loadSigstore } from "./attestation/load-sigstore.ts";
export { checkBuilder, SLSA_PROVENANCE_TYPE, verifySlsaProvenance } from "./attestation/slsa-provenance.ts";
export { trustedKeyFromPem } from "./attestation/trusted-key.ts";
export { artifactDigest } from "./artifact/artifact-digest.ts";
export type { ManifestChoice } from "./artifact/oci/find-manifests.ts";
export { OCI_REFUSALS, type OciRefusal, type OciRefusalCode } from "./artifact/oci/oci-refusal.ts";
export { type VerifiedImage, verifyOciImage } from "./artifact/oci/verify-image.ts";
export { denialCodeOf } from "./gate/webhook/admission-response.ts";
export type { AdmissionRules, GatedNamespaces } from "./gate/webhook/admission-rules.ts";
export {
  type AdmissionWebhook,
  openAdmissionWebhook,
  type ReviewSubject,
  type WebhookEvent,
} from "./gate/webhook/open-admission-webhook.ts";
export { reviewAdmission } from "./gate/webhook/review-admission.ts";
export type { Cluster } from "./kubernetes/cluster.ts";
export { connectionFromKubeconfig } from "./kubernetes/cluster-connection.ts";
export { type EvictionController, type EvictionEvent, evictUnadmitted } from "./kubernetes/eviction-controller.ts";
export { KubeCluster } from "./kubernetes/kube-cluster.ts";
export { type Stapled, stapleToken } from "./kubernetes/staple-token.ts";
export { KubernetesActuator } from "./actuator/kubernetes/kubernetes-actuator.ts";
export type { AllottedWorkload, KubernetesSubject } from "./actuator/kubernetes/allotment.ts";
export { systemTimers } from "./warden/timers.ts";
export {
  type AchievedPpm,
  highestAchieved,
  type WorkloadActuator,
  type WorkloadKind,
  type WorkloadReading,
  type WorkloadReason,
  type WorkloadReasonCode,
} from "./actuator/workload-actuator.ts";
export { ProcessWorkload, type ProcessWorkloadOptions } from "./actuator/process-workload/process-workload.ts";
export { type CommandResult, type CommandRunner, systemCommands } from "./actuator/command-runner.ts";
export { PAUSE_CONFIRMED_MS, SlurmActuator, type SlurmActuatorOptions } from "./actuator/slurm/slurm-actuator.ts";
export { type SlurmCommands, slurmCommands } from "./actuator/slurm/slurm-commands.ts";
export { localSlurmNode, type SlurmNode } from "./actuator/slurm/slurm-node.ts";
export {
  slurmControllerProlog,
  type SlurmGateOptions,
  slurmNodeEpilog,
  slurmNodeProlog,
} from "./actuator/slurm/slurm-scripts.ts";
export { Ladder, type LadderOptions } from "./actuator/ladder/ladder.ts";
export type { LidReading, PowerLid } from "./actuator/ladder/power-lid.ts";
export type { PowerSwitch } from "./actuator/ladder/power-switch.ts";
export { NvidiaLid, type NvidiaLidOptions } from "./actuator/nvidia/nvidia-lid.ts";
export { type RedfishClient, redfishClient, type RedfishOptions } from "./actuator/redfish/redfish-client.ts";
export { RedfishLid, type RedfishLidOptions } from "./actuator/redfish/redfish-lid.ts";
export { redfishSwitch, type RedfishSwitchOptions } from "./actuator/redfish/redfish-switch.ts";
export { type Advice, LearningRateLever, type TrainerReport } from "./actuator/learning-rate/learning-rate-lever.ts";
