import type { Digest } from "@plimsoll/foundation";
import {
  ACTION_COUNT,
  type BatchPolicy,
  calibratedPolicy,
  type ClusterSpec,
  clusterSpecDigest,
  type Key,
  openPolicy,
  type Policy,
  policyOnBatch,
} from "@plimsoll/simulation";
import { regularFileText } from "../input/regular-file.ts";
import { CALIBRATED_FORMAT, calibratedValues, openCalibrated, policyMalformed } from "./calibrated-file.ts";
import type { HeuristicName } from "./heuristic-names.ts";
import { heuristicNamed } from "./heuristics.ts";
import { learnedOnBatch, sightOf } from "./learned-on-batch.ts";
import type { PolicyArgument } from "./policy-options.ts";

/** A policy that can be let loose on clusters, wherever it came from. */
export interface NamedPolicy {
  readonly label: string;
  readonly kind: "heuristic" | "calibrated" | "learned";
  /** The file that it was read from, and the file's own digest; of a heuristic there is none. */
  readonly file: string | null;
  readonly digest: Digest | null;
  /** Of the spec that it was tuned or trained on. */
  readonly environment: Digest | null;
  /** On a batch of this spec, each cluster's chance from the key of its run. Throws `CLUSTER_POLICY_SIZE`. */
  onBatch(spec: ClusterSpec, rootOf: (environment: number) => Key): BatchPolicy;
}

/** One policy for each file; of a heuristic one. Throws `CLUSTER_POLICY_MALFORMED`, `CLUSTER_POLICY_DIGEST`, `POLICY_…`. */
export function namedPolicies({ label, source }: PolicyArgument): readonly NamedPolicy[] {
  if ("heuristic" in source) return [heuristicPolicy(label, source.heuristic as HeuristicName)];
  return source.files.map((file) => policyInFile(label, file));
}

/** Where a single policy is wanted. */
export function namedPolicy(argument: PolicyArgument): NamedPolicy {
  const policies = namedPolicies(argument);
  if (policies.length > 1) throw policyMalformed(argument.label, "one file", `${policies.length} files`);
  return policies[0]!;
}

function heuristicPolicy(label: string, name: HeuristicName): NamedPolicy {
  const onBatch = singleOnBatch(heuristicNamed(name));
  return { label, kind: "heuristic", file: null, digest: null, environment: null, onBatch };
}

function policyInFile(label: string, file: string): NamedPolicy {
  const value = jsonIn(file);
  if ((value as { format?: unknown } | null)?.format === CALIBRATED_FORMAT) {
    const calibrated = openCalibrated(value, file);
    const onBatch = singleOnBatch(calibratedPolicy(calibratedValues(calibrated)));
    const { digest, environment } = calibrated;
    return { label, kind: "calibrated", file, digest, environment, onBatch };
  }
  const open = openPolicy(value);
  const { digest, environment } = open.policy;
  const onBatch: NamedPolicy["onBatch"] = (spec) => learnedOnBatch(open, sightOf(open, spec, ACTION_COUNT));
  return { label, kind: "learned", file, digest, environment, onBatch };
}

const singleOnBatch =
  (policy: Policy): NamedPolicy["onBatch"] =>
  (_spec, rootOf) =>
    policyOnBatch(policy, rootOf);

function jsonIn(file: string): unknown {
  const text = regularFileText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw policyMalformed(file, "JSON", "something else");
  }
}

/** What a reader should know of a policy that plays on another spec than its own: nothing is refused for it. */
export function foreignNotes(policies: readonly NamedPolicy[], specs: readonly ClusterSpec[]): readonly string[] {
  const notes = policies.flatMap(({ label, environment }) => {
    const foreign = specs.filter((spec) => environment !== null && environment !== clusterSpecDigest(spec));
    const worlds = foreign.map(({ name }) => name).join(", ");
    return worlds === "" ? [] : [`${label} was made for another world than ${worlds}`];
  });
  return [...new Set(notes)];
}
