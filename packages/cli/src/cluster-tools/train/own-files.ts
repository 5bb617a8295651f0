import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { PlimsollError } from "@plimsoll/foundation";
import { clusterProfile, clusterSpecDigest, type LearnedPolicy, onnxOf, openPolicy } from "@plimsoll/simulation";
import { regularFileBytes, regularFileText } from "../input/regular-file.ts";
import { refuseNoFileAt } from "../output/output-files.ts";
import { MAKER } from "./run-training.ts";
import { openTrainer } from "./training-plan.ts";
import { readState, type TrainingState } from "./training-state.ts";
import { logText, type LogRow } from "./training-log.ts";

/** Where a training that goes on writes. */
export interface ResumedOutputs {
  readonly resume: string;
  readonly state: string;
  readonly out: string;
  /** Where a training to `out` keeps its state when nobody says where. */
  readonly stateBesideOut: string;
  readonly onnx: string | null;
  readonly log: string | null;
  readonly curve: string | null;
  drawn(log: readonly LogRow[]): string;
}

/**
 * Whoever goes on with a training replaces what it left, and nothing else: the state, a policy of the same world, seed and network, the ONNX model
 * of that very policy, a log that is a beginning of the state's, and the curve of that log. Throws `FILE_EXISTS`, `OUT_NOT_A_FILE`.
 */
export function refuseFilesOfOthers(outputs: ResumedOutputs, from: TrainingState): void {
  const { resume, state, out, stateBesideOut, onnx, log, curve } = outputs;
  const policy = policyAt(out);
  const rows = log === null ? null : rowsAt(log, from.log);
  const owned: readonly (readonly [path: string | null, isOwn: () => boolean])[] = [
    [state, () => resolve(state) === resolve(resume)],
    [out, () => isOfTraining(policy, from) && isOfPlan(stateBesideOut, resume, from)],
    [onnx, () => policy !== null && regularFileBytes(onnx!).equals(onnxOf(openPolicy(policy)))],
    [log, () => rows !== null],
    [curve, () => rows !== null && regularFileText(curve!) === outputs.drawn(rows)],
  ];
  for (const [path, isOwn] of owned) if (path !== null) refuseUnlessOwn(path, resume, isOwn);
}

function refuseUnlessOwn(path: string, resume: string, isOwn: () => boolean): void {
  refuseNoFileAt(path);
  if (!existsSync(path) || isOwn()) return;
  throw new PlimsollError({
    code: "FILE_EXISTS",
    expected: `no file "${path}", or what the training of "${resume}" left there`,
    received: "a file that cannot be told to be of that training",
    fix: "give another name, or replace it with --force",
  });
}

/** As far as a policy tells: how it was to be learnt is not in it. */
function isOfTraining(policy: LearnedPolicy | null, { plan }: TrainingState): boolean {
  if (policy === null) return false;
  const environment = clusterSpecDigest(clusterProfile(plan.profile));
  const { layers: _layers, digest: _digest, ...own } = openTrainer(plan).policy({ environment, maker: MAKER });
  const { layers: _itsLayers, digest: _itsDigest, ...its } = policy;
  return isDeepStrictEqual(its, own);
}

/** A policy whose state beside it has another plan is of another training, however alike. */
function isOfPlan(path: string, resume: string, { plan }: TrainingState): boolean {
  if (!existsSync(path) || resolve(path) === resolve(resume)) return true;
  try {
    return isDeepStrictEqual(readState(path).plan, plan);
  } catch {
    return false;
  }
}

function policyAt(path: string): LearnedPolicy | null {
  try {
    return openPolicy(JSON.parse(regularFileText(path))).policy;
  } catch {
    return null;
  }
}

/** The rows of a log, where they are the first of those that the state brings. */
function rowsAt(path: string, known: readonly LogRow[]): readonly LogRow[] | null {
  if (!existsSync(path)) return null;
  const text = regularFileText(path);
  const rows = known.slice(0, Math.max(0, text.split("\n").length - 2));
  return text === logText(rows) ? rows : null;
}
