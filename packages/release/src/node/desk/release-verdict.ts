import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE } from "../../state/release-state.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { openedEvaluation } from "./opened-evaluation.ts";

/** What a kernel is told of an evaluation. */
export interface ReleaseVerdict {
  readonly level: "green" | "yellow" | "red";
  /** Of the manifest of its pack. */
  readonly pack: Digest;
  readonly artifacts: readonly Digest[];
}

/** Red where the evaluation was withdrawn or broke off. Throws `RELEASE_EVALUATION_UNKNOWN`, `RELEASE_PACK_MISSING`. */
export function releaseVerdict(store: string, evaluation: string): ReleaseVerdict {
  using reader = readReleaseStore(store);
  const { subject } = openedEvaluation(reader, evaluation);
  const state = caughtUp(EMPTY_STATE, reader);
  const pack = state.packs.get(evaluation);
  if (pack === undefined) throw packMissing(evaluation);
  const found = [...state.subjects.values()]
    .flatMap((each) => each.evaluations)
    .find((each) => each.evaluation === evaluation);
  const level = found?.outcome === "GREEN" ? "green" : found?.outcome === "YELLOW" ? "yellow" : "red";
  return { level, pack, artifacts: subject.artifacts };
}

const packMissing = (evaluation: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_PACK_MISSING",
    expected: `a transparency pack of ${evaluation}`,
    received: "none in the log",
    fix: `build it: plimsoll release pack ${evaluation} --out DIR`,
  });
