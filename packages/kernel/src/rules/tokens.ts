import { type Digest, ok, type Result } from "@plimsoll/foundation";
import type { Refusal } from "../codes.ts";
import type { CommandOf } from "../command/command.ts";
import { thingsIn } from "../graph/graph.ts";
import { frozenIn } from "../graph/lineages.ts";
import type { Policy } from "../policy/policy.ts";
import { holdOver } from "../audit/hold.ts";
import { deploymentPower } from "../power/deployment-power.ts";
import type { PowerLevel } from "../power/power-level.ts";
import { releasedUntil } from "../power/released-until.ts";
import type { Attestation } from "../state/attestation.ts";
import type { Deployment } from "../state/deployment.ts";
import type { KernelState } from "../state/state.ts";
import { liveDeployment } from "./deployments.ts";
import { type Occasion, refuse, type Rule } from "./rule.ts";

/** A registered root vouches for a node: its hardware, the artifact it holds, and where that came from (ACB-K §8.1). */
export const recordAttestation: Rule<"attestation.record"> = (state, command, { at, site }) => {
  const { lab: name, nodeKey, hardwareRoot, artifact, provenance } = command;
  const lab = state.labs.get(name);
  if (lab === undefined)
    return refuse("UNKNOWN_LAB", "an accredited lab", `"${name}"`, "accredit it: plimsoll lab accredit NAME");
  if (!lab.hardwareRoots.includes(hardwareRoot)) {
    return refuse(
      "UNATTESTED",
      `a hardware root of "${name}"`,
      hardwareRoot,
      "attest with a root that the lab's accreditation names",
    );
  }
  const known = state.attestations.get(nodeKey);
  if (known !== undefined && known.lab !== name && isFresh(known, site.policy, at)) {
    return refuse(
      "LINEAGE_MISMATCH",
      "a node key of the lab",
      `${nodeKey} of "${known.lab}"`,
      "give each node its own key",
    );
  }
  return ok([{ kind: "attestation.recorded", lab: name, nodeKey, hardwareRoot, artifact, provenance }]);
};

const isFresh = ({ attestedAt }: Attestation, { attestationTtlMs }: Policy, at: number): boolean =>
  at - attestedAt <= attestationTtlMs;

/** What the release policy (RSP) says of an artifact. The newest verdict counts, until its end. */
export const judgeRelease: Rule<"release.judge"> = (_state, { artifact, level, pack, expiresAt }) =>
  ok([{ kind: "release.judged", artifact, level, pack, expiresAt }]);

/**
 * A Capability Token for one node, one artifact and seconds (ACB-K §8.1). All of it must hold: power (and with it the debit,
 * credit and control), an artifact of the registered graph, a fresh attestation of this node with this artifact, and for
 * anybody outside the lab full control and a green release that has not ended. What the ledger does not know gets none.
 */
export const requestToken: Rule<"token.request"> = (state, command, occasion) => {
  const live = liveDeployment(state, command.deployment);
  if (!live.ok) return live;
  const deployment = live.value;
  const held = isFree(state, deployment);
  if (!held.ok) return held;
  const { at, site } = occasion;
  const power = deploymentPower(state, site, deployment, at);
  const releaseEnd = releaseEndOf(state, deployment, command.artifact, at);
  const allowed = mayAnswer(state, command, deployment, { power, releaseEnd }, occasion);
  if (!allowed.ok) return allowed;
  return ok([
    {
      kind: "token.granted",
      token: command.token,
      deployment: deployment.deployment,
      lab: deployment.lab,
      artifact: command.artifact,
      graphDigest: deployment.graphDigest,
      audience: deployment.audience,
      nodeKey: command.nodeKey,
      power,
      killEpochs: deployment.lineages.map((lineage) => ({ lineage, killEpoch: killEpochOf(state, lineage) })),
      receiptIndex: deployment.receiptIndex,
      expiresAt: Math.min(at + ttlMs(site.policy, deployment), releaseEnd ?? Infinity),
      output: "capability-token",
    },
  ]);
};

const ttlMs = ({ tokenTtlMs }: Policy, { tier }: Deployment): number =>
  tier === 1 ? tokenTtlMs.tier1 : tokenTtlMs.tier2;

function killEpochOf(state: KernelState, name: string): number {
  const lineage = state.lineages.get(name);
  if (lineage === undefined) throw new Error(`a deployment has power on "${name}", which nobody began`);
  return lineage.killEpoch;
}

/** Nothing of the system is held, killed or frozen. */
function isFree(state: KernelState, { lab: name, lineages, graph }: Deployment): Result<null, Refusal> {
  const lab = state.labs.get(name);
  if (lab === undefined || holdOver(state, lab) !== null) {
    return refuse("FORENSIC_HOLD", "a lab that is not shut down", `"${name}"`, "an auditor clears it: forensic.clear");
  }
  const killed = lineages.find((lineage) => state.lineages.get(lineage)?.killed !== false);
  if (killed !== undefined) {
    return refuse("LINEAGE_HOLD", "lineages that are not held", `"${killed}", killed`, "only a signed release ends it");
  }
  const frozen = frozenIn(state, graph);
  if (frozen === null) return ok(null);
  return refuse("SNAPSHOT_FROZEN", "weights that no kill froze", frozen, "deploy the digest that was released");
}

function mayAnswer(
  state: KernelState,
  { artifact, nodeKey }: CommandOf<"token.request">,
  deployment: Deployment,
  { power, releaseEnd }: { readonly power: PowerLevel; readonly releaseEnd: number | null },
  { at, site }: Occasion,
): Result<null, Refusal> {
  const reasons = power.reasons.join(", ");
  if (power.reasons.includes("DATASET_RADIOACTIVE")) {
    return refuse("DATASET_RADIOACTIVE", "weights without contaminated data", reasons, "have the data scrubbed");
  }
  if (power.levelPpm === 0) {
    return refuse("NO_POWER", "a system that control, credit and CU carry", reasons, "see plimsoll kernel explain");
  }
  if (!isOf(deployment, artifact)) {
    return refuse("ARTIFACT_MISMATCH", "an artifact of the registered graph", artifact, "register what is deployed");
  }
  if (!isAttested(state, deployment, { artifact, nodeKey }, site.policy, at)) {
    return refuse(
      "UNATTESTED",
      "a fresh attestation of the node with the artifact",
      nodeKey,
      "have a registered root attest the node: attestation.record",
    );
  }
  if (deployment.audience === "internal" || (power.band === "full" && releaseEnd !== null)) return ok(null);
  return refuse(
    "NOT_RELEASED",
    "full control and a green release that has not ended",
    `${power.band}, ${releaseEnd === null ? "no such release" : "released"}`,
    "judge the release: release.judge",
  );
}

/** A node runs the whole system, named by its graph, or one of the things in it. */
const isOf = ({ graph, graphDigest }: Deployment, artifact: Digest): boolean =>
  artifact === graphDigest || thingsIn(graph).has(artifact);

/** By the lab itself: only a root of its own accreditation could record it. */
function isAttested(
  state: KernelState,
  { lab: name }: Deployment,
  { artifact, nodeKey }: Pick<CommandOf<"token.request">, "artifact" | "nodeKey">,
  policy: Policy,
  at: number,
): boolean {
  const attestation = state.attestations.get(nodeKey);
  return (
    attestation !== undefined &&
    attestation.lab === name &&
    attestation.artifact === artifact &&
    isFresh(attestation, policy, at)
  );
}

/** When an artifact's release to an external audience ends; null where it is not released, or nobody outside asks. */
const releaseEndOf = (state: KernelState, deployment: Deployment, artifact: Digest, at: number): number | null =>
  deployment.audience === "external" && state.releases.has(artifact) ? releasedUntil(state, deployment, at) : null;
