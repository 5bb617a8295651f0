import { type Digest, ok, type Result } from "@plimsoll/foundation";
import type { Refusal } from "../codes.ts";
import type { Subject } from "../command/command.ts";
import { thingsIn } from "../graph/graph.ts";
import type { Lab } from "../state/lab.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";
import type { Tier } from "../wallet/price.ts";
import { liveDeployment } from "./deployments.ts";
import { labOf, probed } from "./probed-subject.ts";
import { refuse } from "./rule.ts";

/** Whose weights an examination is about, and on whose account. */
export interface Examined {
  readonly lab: Lab;
  readonly lineage: Lineage;
}

/**
 * The subject of an examination, if the digest is one that families may be asked about: weights on the run's line, or weights inside
 * the deployed graph. Families look into one model, so a graph is examined model by model. Frozen weights are examined after their release.
 */
export function examined(state: KernelState, subject: Subject, digest: Digest): Result<Examined, Refusal> {
  if (subject.kind === "deployment") return examinedModel(state, subject.deployment, digest);
  const found = probed(state, subject, digest);
  if (!found.ok) return found;
  const [lineage] = found.value.lineages;
  if (lineage === undefined || subject.kind === "release") {
    return refuse(
      "LINEAGE_HOLD",
      "a run or a deployment",
      "a lineage that is held",
      "have it released, then examine its runs",
    );
  }
  return ok({ lab: found.value.lab, lineage });
}

function examinedModel(state: KernelState, name: string, digest: Digest): Result<Examined, Refusal> {
  const live = liveDeployment(state, name);
  if (!live.ok) return live;
  const deployment = live.value;
  const weights = thingsIn(deployment.graph).has(digest) ? state.checkpoints.get(digest) : undefined;
  const lineage = weights && state.lineages.get(weights.lineage);
  if (lineage === undefined)
    return refuse("UNKNOWN_CHECKPOINT", `weights inside "${name}"`, digest, "name the weights of one of its models");
  if (lineage.killed)
    return refuse(
      "LINEAGE_HOLD",
      "a lineage that is not held",
      `"${lineage.lineage}", killed`,
      "see the kill in the ledger",
    );
  return ok({ lab: labOf(state, deployment.lab), lineage });
}

/** The tier whose families are asked; of what the state does not know, the highest. */
export function examinedTier(state: KernelState, subject: Subject): Tier {
  if (subject.kind === "run") return state.runs.get(subject.run)?.tier ?? 3;
  return subject.kind === "deployment" ? (state.deployments.get(subject.deployment)?.tier ?? 3) : 3;
}
