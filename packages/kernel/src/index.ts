export { apply } from "./apply.ts";
export type { ForensicCause } from "./audit/reconciliation.ts";
export { type Refusal, REFUSAL_CODES, type RefusalCode } from "./codes.ts";
export { type Command, commandShape, type Subject } from "./command/command.ts";
export { ADMITTED_ROLES, REVOCATION_REASONS, type RevocationReason, type Role, ROLES } from "./command/role.ts";
export { type StampedCommand, stampShape } from "./command/stamped-command.ts";
export {
  type Cell,
  cellOf,
  CONTEXTS,
  type Dimension,
  DIMENSIONS,
  type ProbeContext,
  REQUIRED_CELLS,
} from "./control/cell.ts";
export { attemptAlpha, type Band, CLAIM_PPM, type Claim, failuresAllowed, failuresThatCut } from "./control/claim.ts";
export type { Steerability } from "./control/steerability.ts";
export { asOf, failuresIn, type Tally, trialsIn, type WindowSet } from "./control/window-set.ts";
export { FAMILIES, type Family } from "./credit/family.ts";
export { type Decision, decide } from "./decide.ts";
export type { Entry, EntryBodyOf, EntryKind, KillTrigger, Output } from "./entry/entry.ts";
export { type CapabilityGraph, graphDigest, graphShape } from "./graph/graph.ts";
export { graphPrice } from "./graph/price.ts";
export { type Policy, policyShape } from "./policy/policy.ts";
export { type PolicyChange, policyChanges } from "./policy/policy-change.ts";
export { type PolicyFault, policyFaults } from "./policy/policy-faults.ts";
export { shippedPolicy } from "./policy/shipped-policy.ts";
export { starterPolicy } from "./policy/starter-policy.ts";
export { power } from "./power/power.ts";
export type { PowerLevel, PowerReason } from "./power/power-level.ts";
export { POWER_REASONS, type PowerReasonText } from "./power/power-reasons.ts";
export { releasedUntil } from "./power/released-until.ts";
export { renewalRoot } from "./power/renewal-root.ts";
export type { Run } from "./state/run.ts";
export { snapshotOf, stateFromSnapshot } from "./state/snapshot.ts";
export type { SnapshotFault } from "./snapshot/snapshot-fault.ts";
export { emptyState, type KernelState, walletKey } from "./state/state.ts";
export { stateDigest } from "./state/state-digest.ts";
export { MICRO_CU, priceMicroCu, type Tier } from "./wallet/price.ts";
export { type Quarter, quarterOf } from "./wallet/quarter.ts";
export { walletOf } from "./wallet/opening.ts";
export { isConserved, type Wallet } from "./wallet/wallet.ts";
export { isFresh } from "./control/freshness.ts";
export { openSetsOn } from "./control/open-sets.ts";
export { type Attempts, bandProvenBy, type FailedAttempts, nextAttempts } from "./control/window-set.ts";
export { askableFamilies, familiesNeeded } from "./credit/asked-families.ts";
export { familyStanding, type FamilyStanding } from "./credit/credit.ts";
export { checkpointsIn } from "./graph/lineages.ts";
export { creditPower, graphCreditPower, screenedCreditPower } from "./power/credit-power.ts";
export type { Checkpoint } from "./state/checkpoint.ts";
export type { Deployment } from "./state/deployment.ts";
export type { Lineage } from "./state/lineage.ts";
export type { Site } from "./state/state.ts";
export { isScreened, requiredTier } from "./tier/required-tier.ts";
export { probed } from "./rules/probed-subject.ts";
export { VERDICT_MS_MAX } from "./rules/verdict-end.ts";
