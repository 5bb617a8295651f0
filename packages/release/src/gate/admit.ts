import type { KernelWord } from "../evaluation/kernel-word.ts";
import type { Digest } from "@plimsoll/foundation";
import { type Decision, decisionShape } from "../decision/decision.ts";
import { VOTING_LAYERS } from "../decision/layer.ts";
import type { Reason } from "../decision/reason.ts";
import type { ReasonCode } from "../decision/reason-code.ts";
import type { Action } from "../dossier/subject.ts";

/** What is asked at the moment of use, and what is known then. */
export interface UseFacts {
  readonly subjectDigest: Digest;
  readonly action: Action;
  /** Of the dossier as it is now: new evidence voids a decision. */
  readonly dossier: Digest;
  /** In force now. */
  readonly policy: Digest;
  readonly nowMs: number;
  /** Since the decision: an incident, a pause, an emergency stop, a worse answer on the same weights, other safeguards, the kernel's word or its silence. */
  readonly voidedBy: readonly (
    | "incident"
    | "pause"
    | "stop"
    | "another answer on these weights"
    | "safeguards"
    | "no answer of the kernel"
    | KernelWord
  )[];
  /** A pack of all five documents was built for it. Needed by what leaves the house. */
  readonly hasPack: boolean;
}

/** May this be done now? */
export type Admission =
  | { readonly isAllowed: true; readonly untilMs: number }
  | { readonly isAllowed: false; readonly reasons: readonly Reason[] };

/** What leaves the house. */
export const PUBLIC: ReadonlySet<Action> = new Set(["external_deploy", "weights_release"]);

/**
 * The gate. It allows one thing: what a Green decision that is in force was about, exactly. No decision, a Yellow one and any
 * doubt refuse; nothing turns a refusal.
 */
export function admit(decision: Decision | null, facts: UseFacts): Admission {
  if (decision === null)
    return refused([because("UNPROVEN_VOTE_MISSING", "There is no decision.", "An evaluation of this dossier.")]);
  const faults = faultsOf(decision, facts);
  if (faults.length > 0 || decision.colour !== "GREEN") return refused([...faults, ...ownReasons(decision)]);
  if (!isGreenThroughout(decision))
    return refused([
      because("UNPROVEN_VOTE_MISSING", "It is Green, and what it rests on is not.", "A new evaluation."),
    ]);
  return { isAllowed: true, untilMs: decision.expiresAtMs };
}

const FAULTS_TOLD = 8;

/** A log that is not whole has no decision, whatever stands in it. */
export const refusedByLog = (faults: readonly string[]): Admission =>
  refused([
    {
      code: "VIOLATION_CHAIN_BROKEN",
      records: ["log"],
      detail: `The log is not whole: ${faults.slice(0, FAULTS_TOLD).join(" ")}`.slice(0, DETAIL_MAX),
      wouldChange: "The log and the bytes that it names, from a backup: plimsoll release check says what is wrong.",
    },
  ]);

const DETAIL_MAX = 1_900;

const ownReasons = ({ colour, reasons }: Decision): readonly Reason[] => (colour === "GREEN" ? [] : reasons);

/** Of the whole decision, not of its colour alone: a record that contradicts itself opens nothing. */
function isGreenThroughout(decision: Decision): boolean {
  const parsed = decisionShape.parse(decision);
  if (!parsed.ok || parsed.value.reasons.length > 0) return false;
  return VOTING_LAYERS.every((layer) => parsed.value.votes[layer] === "GREEN");
}

function faultsOf(decision: Decision, facts: UseFacts): Reason[] {
  const again = "A new evaluation.";
  const isInForce = decision.decidedAtMs <= facts.nowMs && facts.nowMs < decision.expiresAtMs;
  const rules: readonly (readonly [holds: boolean, detail: string, cure?: string])[] = [
    [decision.action === facts.action, `It was about ${decision.action}, and ${facts.action} is asked.`],
    [decision.subjectDigest === facts.subjectDigest, "The subject is another one now."],
    [decision.dossier === facts.dossier, "The dossier is another one now."],
    [decision.policy === facts.policy, "The policy is another one now."],
    [isInForce, "The decision is not in force now."],
    [Array.isArray(facts.voidedBy) && facts.voidedBy.length === 0, `Since then: ${facts.voidedBy.join(", ")}.`],
    [
      (facts.hasPack as unknown) === true || !PUBLIC.has(facts.action),
      "No transparency pack of this evaluation is at hand, or it does not hold.",
      "Its pack: plimsoll release pack EVALUATION --out DIR, and --pack DIR at the gate.",
    ],
  ];
  return rules
    .filter(([holds]) => !holds)
    .map(([, detail, cure]) => because("UNPROVEN_DECISION_EXPIRED", detail, cure ?? again));
}

const refused = (reasons: readonly Reason[]): Admission => ({ isAllowed: false, reasons });

const because = (code: ReasonCode, detail: string, wouldChange: string): Reason => ({
  code,
  records: ["decision"],
  detail,
  wouldChange,
});
