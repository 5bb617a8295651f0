import type { KernelWord } from "../../evaluation/kernel-word.ts";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import type { Bodies } from "../../record/bodies.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import { admit, PUBLIC } from "../../gate/admit.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { gateFacts } from "../../state/gate-facts.ts";
import { EMPTY_STATE, type ReleaseState } from "../../state/release-state.ts";
import type { TighteningEnvironment } from "../../state/tightened-by.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { digestOfPolicy, policyNow } from "./open-desk.ts";
import { openedEvaluation } from "./opened-evaluation.ts";
import { shipped } from "./shipped.ts";

/** What a kernel is told of an evaluation. */
export interface ReleaseVerdict {
  readonly level: "green" | "yellow" | "red";
  /** Of the manifest of its pack. */
  readonly pack: Digest;
  readonly artifacts: readonly Digest[];
}

/** The moment at which a kernel asks. */
export interface VerdictMoment {
  readonly nowMs: number;
  readonly environment: TighteningEnvironment;
  /** The kernel's own word on the artifacts. */
  readonly kernelWord: (artifacts: readonly Digest[]) => readonly KernelWord[];
}

/**
 * Green only where the gate lets the subject out of the house now: a kernel gives tokens by it. A Green decision about another action, one
 * that is over and one that something voided since are red, as is what was withdrawn, broke off or stands in a log that is not whole.
 *
 * Throws `RELEASE_EVALUATION_UNKNOWN`, `RELEASE_PACK_MISSING`.
 */
export function releaseVerdict(store: string, evaluation: string, moment: VerdictMoment): ReleaseVerdict {
  using reader = readReleaseStore(store);
  const opened = openedEvaluation(reader, evaluation);
  const state = caughtUp(EMPTY_STATE, reader);
  const pack = state.packs.get(evaluation);
  if (pack === undefined) throw packMissing(evaluation);
  return { level: levelOf(evaluation, opened, { state, reader, moment }), pack, artifacts: opened.subject.artifacts };
}

interface Asked {
  readonly state: ReleaseState;
  readonly reader: ReleaseReader;
  readonly moment: VerdictMoment;
}

function levelOf(
  evaluation: string,
  { subject, action }: Bodies["evaluation.opened"],
  { state, reader, moment }: Asked,
): ReleaseVerdict["level"] {
  const facts = gateFacts(state, subject.id, action, moment.kernelWord(subject.artifacts));
  const { decision } = facts;
  // A later decision about the same thing stands in its place.
  if (decision === null || facts.evaluation !== evaluation) return "red";
  if (decision.colour === "YELLOW") return "yellow";
  const { subjectDigest, dossier } = decision;
  const policy = digestOfPolicy(policyNow(state, reader, moment.environment, shipped().policy));
  const { voidedBy, hasPack } = facts;
  const use = { subjectDigest, action, dossier, policy, nowMs: moment.nowMs, voidedBy, hasPack };
  return PUBLIC.has(decision.action) && admit(decision, use).isAllowed ? "green" : "red";
}

const packMissing = (evaluation: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_PACK_MISSING",
    expected: `a transparency pack of ${evaluation}`,
    received: "none in the log",
    fix: `build it: plimsoll release pack ${evaluation} --out DIR`,
  });
