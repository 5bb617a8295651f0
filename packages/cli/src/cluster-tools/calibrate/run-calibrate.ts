import {
  calibrate,
  calibratedPolicy,
  clusterProfile,
  clusterSpecDigest,
  type ClusterSpec,
  policyOnBatch,
} from "@plimsoll/simulation";
import { ProgressLine } from "../../output/progress-line.ts";
import { figuresOf } from "../bench/episode-figures.ts";
import { regularFileText } from "../input/regular-file.ts";
import { type CalibratedFile, calibratedFile, openCalibrated } from "../policy/calibrated-file.ts";
import { namedPolicy, type NamedPolicy } from "../policy/named-policy.ts";
import { playHeldOut, purposeKey } from "./held-out.ts";
import { returnsOnBatch } from "./returns-on-batch.ts";

export interface CalibratePlan {
  readonly profile: string;
  readonly budget: number;
  readonly seed: number;
  /** Episodes on which what was found is measured in the end. */
  readonly heldOut: number;
}

/** Whether a file is of the same plan on the same world: what would be written over it is the same. */
export function isOfPlan(file: string, { profile, budget, seed, heldOut }: CalibratePlan): boolean {
  try {
    const old = openCalibrated(JSON.parse(regularFileText(file)), file);
    const isSameWorld = old.environment === clusterSpecDigest(clusterProfile(profile));
    return isSameWorld && old.budget === budget && old.seed === seed && old.heldOut.episodes === heldOut;
  } catch {
    return false;
  }
}

/** Keeps the search's episodes apart from those that a seed names elsewhere. */
const SEARCH = 0x63616c;

/** Searches, and plays what was found on episodes that the search never met. A pure function of the plan. */
export function runCalibrate({ profile, budget, seed, heldOut }: CalibratePlan): CalibratedFile {
  const spec = clusterProfile(profile);
  using progress = new ProgressLine();
  let played = 0;
  const { parameters, episodesSpent, candidatesTried } = calibrate(
    spec,
    budget,
    purposeKey(seed, SEARCH),
    (policy, world, episodes) => {
      progress.show(`${played} of ${budget} episodes`);
      played += episodes.length;
      return returnsOnBatch(policy, world, episodes);
    },
  );
  const found: NamedPolicy["onBatch"] = (_spec, rootOf) => policyOnBatch(calibratedPolicy(parameters), rootOf);
  return calibratedFile({
    environment: clusterSpecDigest(spec),
    profile,
    seed,
    budget,
    episodesSpent,
    candidatesTried,
    parameters,
    heldOut: heldOutOf(spec, heldOut, { ...usual("calibrated"), onBatch: found }),
  });
}

function heldOutOf(spec: ClusterSpec, episodes: number, found: NamedPolicy): CalibratedFile["heldOut"] {
  const [own, plain, h1] = [found, usual("calibrated"), usual("h1")].map(
    (policy) => figuresOf(playHeldOut(policy, spec, episodes)).reward,
  );
  const { mean, standardError } = own!;
  return { episodes, mean, standardError, plainMean: plain!.mean, h1Mean: h1!.mean };
}

const usual = (heuristic: string): NamedPolicy => namedPolicy({ label: heuristic, source: { heuristic } });
