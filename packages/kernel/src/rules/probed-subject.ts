import { type Digest, ok, type Result } from "@plimsoll/foundation";
import { type Refusal, refusal } from "../codes.ts";
import { holdOver } from "../audit/hold.ts";
import type { Subject } from "../command/command.ts";
import { openSetsOfRuns } from "../control/open-sets.ts";
import { type FailedAttempts, withOpen } from "../control/window-set.ts";
import { probeSetIsWorn } from "../credit/rotation.ts";
import { attemptsOnThings, openOnThings } from "../graph/attempts-on-things.ts";
import type { Policy } from "../policy/policy.ts";
import type { Lab } from "../state/lab.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState } from "../state/state.ts";
import { recordsOf } from "../wallet/compliance.ts";
import { quarterOf } from "../wallet/quarter.ts";
import { liveDeployment } from "./deployments.ts";
import { liveRun, type Occasion, refuse } from "./rule.ts";

/** What a window set is to be about: whose it is, and what was tried on it before. */
export interface Probed {
  readonly lab: Lab;
  readonly lineages: readonly Lineage[];
  readonly openSet: string | null;
  readonly failedAttempts: FailedAttempts;
}

/** The subject of a window set, if the digest is one that evidence on it may be asked for. */
export function probed(state: KernelState, subject: Subject, digest: Digest): Result<Probed, Refusal> {
  if (subject.kind === "run") return probedRun(state, subject.run, digest);
  return subject.kind === "deployment"
    ? probedDeployment(state, subject.deployment, digest)
    : probedFrozen(state, subject.lineage, digest);
}

function probedRun(state: KernelState, name: string, digest: Digest): Result<Probed, Refusal> {
  const live = liveRun(state, name);
  if (!live.ok) return live;
  const { run, lineage } = live.value;
  if (!isOnLine(state, run.head, digest)) {
    return refuse("UNKNOWN_CHECKPOINT", `a checkpoint of "${name}"`, digest, "register the checkpoint first");
  }
  const { openSet } = run;
  return ok({
    lab: labOf(state, run.lab),
    lineages: [lineage],
    openSet,
    failedAttempts: attemptsOn(state, lineage, digest),
  });
}

function probedDeployment(state: KernelState, name: string, digest: Digest): Result<Probed, Refusal> {
  const live = liveDeployment(state, name);
  if (!live.ok) return live;
  const deployment = live.value;
  if (deployment.graphDigest !== digest)
    return refuse(
      "UNKNOWN_CHECKPOINT",
      `the graph ${deployment.graphDigest}`,
      digest,
      "probe the graph that is deployed",
    );
  const lineages = deployment.lineages.flatMap((lineage) => state.lineages.get(lineage) ?? []);
  const { lab, openSet, graph } = deployment;
  const failedAttempts = withOpen(attemptsOnThings(state, graph), openOnThings(state, graph));
  return ok({ lab: labOf(state, lab), lineages, openSet, failedAttempts });
}

/** After a kill, weights are probed again only to be released (docs/concepts/kernel.md). */
function probedFrozen(state: KernelState, name: string, digest: Digest): Result<Probed, Refusal> {
  const lineage = state.lineages.get(name);
  if (lineage === undefined) return refuse("UNKNOWN_LINEAGE", "a known lineage", `"${name}"`, "name one of the ledger");
  if (!lineage.killed) return refuse("NOT_KILLED", "a lineage that was killed", `"${name}"`, "probe its runs instead");
  if (state.checkpoints.get(digest)?.lineage !== name)
    return refuse("UNKNOWN_CHECKPOINT", `a checkpoint of "${name}"`, digest, "name a digest of the lineage");
  const { openReleaseSet: openSet } = lineage;
  const failedAttempts = attemptsOn(state, lineage, digest);
  return ok({ lab: labOf(state, lineage.lab), lineages: [lineage], openSet, failedAttempts });
}

/** Windows of the digest's cover that failed, and those under way, by whichever run of the lineage. */
function attemptsOn(state: KernelState, lineage: Lineage, digest: Digest): FailedAttempts {
  const coverOf = (on: Digest): string => state.checkpoints.get(on)?.cover ?? "";
  const open = openSetsOfRuns(state, lineage.runs).filter((set) => coverOf(set.digest) === coverOf(digest));
  return withOpen(lineage.failedAttempts[coverOf(digest)] ?? {}, open.length);
}

export function labOf(state: KernelState, name: string): Lab {
  const lab = state.labs.get(name);
  if (lab === undefined) throw new Error(`the ledger names the lab "${name}", which was never accredited`);
  return lab;
}

/** Is the digest the head or one of the few before it that evidence may still be asked for? */
function isOnLine(state: KernelState, head: Digest | null, digest: Digest): boolean {
  let place = head;
  for (let steps = 0; place !== null && steps <= LINE_MAX; steps += 1) {
    if (place === digest) return true;
    place = state.checkpoints.get(place)?.parent ?? null;
  }
  return false;
}

/** Evidence on older checkpoints could never be fresh: no policy covers more. */
const LINE_MAX = 1_000;

/** A forensic hold stops probing as well, except where an auditor orders it by signing. */
export function holdRefused(state: KernelState, lab: Lab, { signers }: Pick<Occasion, "signers">): Refusal | null {
  const hold = holdOver(state, lab);
  const ordered = signers.some(({ keyId }) => state.keys.get(keyId) === "auditor");
  if (hold === null || ordered) return null;
  const received = `"${lab.lab}": ${hold}`;
  return refusal(
    "FORENSIC_HOLD",
    "a lab that is not shut down",
    received,
    "an auditor signs as well, or clears the lab",
  );
}

/** Names are for good: what was registered once is never registered as something else. */
export const nameRefused = (known: { has(name: string): boolean }, name: string): Refusal | null =>
  known.has(name) ? refusal("WINDOWS_EXIST", "a new name", `"${name}"`, "choose another name") : null;

export const openRefused = (openSet: string | null): Refusal | null =>
  openSet === null
    ? null
    : refusal(
        "WINDOWS_OPEN",
        "the last set closed",
        `"${openSet}", open`,
        "close it first, or give a tick first where its deadline has passed; what is missing counts as void",
      );

/** Probes that a lineage has seen too often measure its memory. */
export function wornRefused(lineages: readonly Lineage[], probeSet: Digest, policy: Policy): Refusal | null {
  const worn = lineages.find((lineage) => probeSetIsWorn(lineage, probeSet, policy));
  if (worn === undefined) return null;
  return refusal(
    "PROBE_SET_WORN",
    `a probe set that served "${worn.lineage}" fewer than ${policy.probeSetUses} times`,
    probeSet,
    "rotate: register a new probe set",
  );
}

/** Window sets for a release are outside the cap: the way back must stay open. */
export function capRefused(state: KernelState, lab: Lab, { at, site }: Occasion): Refusal | null {
  const used = recordsOf(state, lab, quarterOf(at)).reduce((sum, { evaluationSets }) => sum + evaluationSets, 0);
  if (used < site.policy.evaluationSetsPerQuarter) return null;
  return refusal(
    "EVALUATION_CAP",
    `fewer than ${site.policy.evaluationSetsPerQuarter} window sets in the quarter`,
    `${used}`,
    "wait for the next quarter",
  );
}
