import { type Digest, isDigest, PlimsollError } from "@plimsoll/foundation";
import { runOnWeights, sameWeights, type Site, snapshotDigest } from "@plimsoll/governor";
import type { Subject } from "@plimsoll/kernel";
import type { ProbeFlags } from "./probe-flags.ts";

/** What is probed: the subject of its window sets, and the digest that they are about. */
export interface ProbedSubject {
  readonly subject: Subject;
  readonly digest: Digest;
  readonly lineage: string | null;
}

/** What of the command line names a subject. */
export type SubjectFlags = Pick<
  ProbeFlags,
  "run" | "deployment" | "lab" | "lineage" | "tier" | "flop" | "flopRate" | "weights" | "digest"
>;

/** The deployment or run that the flags name; a run on these weights is started where there is none yet. */
export function subjectOf(site: Site, flags: SubjectFlags): ProbedSubject {
  const named = [flags.lab, flags.run, flags.deployment].filter((name) => name !== undefined);
  if (named.length !== 1) throw unusable("one of --lab, --run and --deployment", `${named.length} of them`, "name one");
  if (flags.deployment !== undefined) return deployed(site, flags.deployment);
  const digest = digestOfWeights(flags);
  const run = flags.run === undefined ? startedRun(site, flags, digest) : sameWeights(site, flags.run, digest);
  return { subject: { kind: "run", run }, digest, lineage: site.state.runs.get(run)?.lineage ?? null };
}

function deployed({ state }: Site, deployment: string): ProbedSubject {
  const digest = state.deployments.get(deployment)?.graphDigest;
  if (digest !== undefined) return { subject: { kind: "deployment", deployment }, digest, lineage: null };
  throw unusable("a registered deployment", `"${deployment}"`, "name one of the ledger: plimsoll ledger tail");
}

function startedRun(site: Site, flags: SubjectFlags, digest: Digest): string {
  const { lab, lineage = lab, tier, flop, flopRate } = flags;
  if (lab === undefined || lineage === undefined) throw unusable("the lab", "none", "name one with --lab");
  return runOnWeights(site, {
    lab,
    lineage,
    tier: Number(tier) as 1 | 2 | 3,
    digest,
    trainedFlop: flop ?? null,
    flopPerSecondMax: flopRate,
  });
}

/** Evidence is about bytes: without the file, whoever serves the model must say which bytes they are. */
function digestOfWeights({ weights, digest }: SubjectFlags): Digest {
  if (weights !== undefined) return fileDigest(weights);
  if (digest !== undefined && isDigest(digest)) return digest;
  throw unusable("the weights: --weights FILE, or --digest sha256:…", digest ?? "neither", "name the bytes");
}

function fileDigest(path: string): Digest {
  try {
    return snapshotDigest(path);
  } catch (cause) {
    throw unusable("weights that can be read", `"${path}"`, "give the path of the file or folder", cause);
  }
}

const unusable = (expected: string, received: string, fix: string, cause?: unknown): PlimsollError =>
  new PlimsollError({ code: "PROBE_SUBJECT_UNUSABLE", expected, received, fix, cause });
