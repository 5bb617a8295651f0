import { type Digest, PlimsollError } from "@plimsoll/foundation";
import type { Bodies } from "../../record/bodies.ts";
import type { Reason } from "../../decision/reason.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import { admit, PUBLIC, refusedByLog } from "../../gate/admit.ts";
import { integrity } from "../../record/integrity.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { type AskKernel, gateFacts } from "../../state/gate-facts.ts";
import { artifactsEver } from "../../state/kin.ts";
import { EMPTY_STATE, type ReleaseState } from "../../state/release-state.ts";
import type { TighteningEnvironment } from "../../state/tightened-by.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { digestOfPolicy, policyNow } from "./open-desk.ts";
import { newestBody } from "./kernel-notice.ts";
import { openedEvaluation } from "./opened-evaluation.ts";
import { shipped } from "./shipped.ts";

/** What a kernel is told of an evaluation. */
export interface ReleaseVerdict {
  readonly level: "green" | "yellow" | "red";
  /** Of the manifest of its pack. Of what is red and has none: the newest record of the log. */
  readonly pack: Digest;
  /** Green and yellow: those of its dossier. Red: every weight that the subject ever had. */
  readonly artifacts: readonly Digest[];
  /** Records in the log when it was found: a later one is another word. */
  readonly sequence: number;
  /** Why it is not green. */
  readonly reasons: readonly Reason[];
}

/** The moment at which a kernel asks. */
export interface VerdictMoment {
  readonly nowMs: number;
  readonly environment: TighteningEnvironment;
  /** The kernel's own word on weights. */
  readonly kernelWord: AskKernel;
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
  const broken = integrity(reader);
  const { level, reasons } =
    broken.length > 0 ? redByLog(broken) : saidOf(evaluation, opened, { state, reader, moment });
  const { id, artifacts } = opened.subject;
  const pack = state.packs.get(evaluation) ?? (level === "red" ? newestBody(reader) : undefined);
  if (pack === undefined) throw packMissing(evaluation);
  const concerned = level === "red" ? artifactsEver(state, id, artifacts) : artifacts;
  return { level, pack, artifacts: concerned, sequence: state.next, reasons };
}

type Said = Pick<ReleaseVerdict, "level" | "reasons">;

function redByLog(faults: readonly string[]): Said {
  const refused = refusedByLog(faults);
  return { level: "red", reasons: refused.isAllowed ? [] : refused.reasons };
}

interface Asked {
  readonly state: ReleaseState;
  readonly reader: ReleaseReader;
  readonly moment: VerdictMoment;
}

function saidOf(
  evaluation: string,
  { subject, action }: Bodies["evaluation.opened"],
  { state, reader, moment }: Asked,
): Said {
  const { id, artifacts } = subject;
  const facts = gateFacts(state, id, action, moment.kernelWord, artifacts);
  const { decision, voidedBy } = facts;
  // A later decision about the same thing stands in its place.
  if (decision === null || facts.evaluation !== evaluation)
    return { level: "red", reasons: [notStanding(facts.evaluation)] };
  if (decision.colour === "YELLOW") return { level: "yellow", reasons: decision.reasons };
  const { subjectDigest, dossier } = decision;
  const policy = digestOfPolicy(policyNow(state, reader, moment.environment, shipped().policy));
  const nowMs = Math.max(moment.nowMs, state.lastAtMs);
  const admission = admit(decision, { subjectDigest, action, dossier, policy, nowMs, voidedBy, hasPack: true });
  if (!admission.isAllowed) return { level: "red", reasons: admission.reasons };
  return PUBLIC.has(decision.action)
    ? { level: "green", reasons: [] }
    : { level: "red", reasons: [inHouse(decision.action)] };
}

const notStanding = (other: string | null): Reason => ({
  code: "UNPROVEN_DECISION_EXPIRED",
  records: ["decision"],
  detail:
    other === null
      ? "It is withdrawn, broke off, or the log is not whole."
      : `It is no longer the one that stands: ${other} is.`,
  wouldChange: "The verdict of the evaluation that stands: plimsoll release status.",
});

const inHouse = (action: string): Reason => ({
  code: "UNPROVEN_DECISION_EXPIRED",
  records: ["decision"],
  detail: `It was about ${action}, which stays in the house.`,
  wouldChange: "An evaluation of external_deploy or weights_release.",
});

const packMissing = (evaluation: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_PACK_MISSING",
    expected: `a transparency pack of ${evaluation}`,
    received: "none in the log",
    fix: `build it: plimsoll release pack ${evaluation} --out DIR`,
  });
