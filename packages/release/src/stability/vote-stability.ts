import type { KernelWord } from "../evaluation/kernel-word.ts";
import type { Colour } from "../decision/colour.ts";
import { familyOf, type ReasonCode } from "../decision/reason-code.ts";
import type { Reason } from "../decision/reason.ts";
import type { Plan } from "../dossier/plan.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { newestDrill } from "./newest-drill.ts";
import { nextCycleMs, type PauseState } from "./pause.ts";
import type { SubjectIndex } from "./subject-index.ts";

export interface StabilityFacts {
  readonly subject: SubjectIndex;
  /** What the signals that could be read give before the limit of the rise. */
  readonly unlimitedIndex: number;
  /** Of the signals that could be read, as limited: neither what one says nor the limit of the rise is lifted by another's absence. */
  readonly readIndex: number;
  /** The evaluator's own index. The lower of the two counts. */
  readonly engineIndex: number;
  readonly pause: PauseState;
  /** When it last changed; null: never, or under another name of the same weights. */
  readonly pauseAtMs: number | null;
  /** The kernel's word: what it killed or froze is stable in no sense that counts here. */
  readonly kernel: readonly KernelWord[];
  readonly plan: Pick<Plan, "phases" | "drills">;
  readonly level: Level;
  readonly policy: Policy["stability"];
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;

/** L2: is what is to be scaled stable enough to be trusted with it, and can it be stopped? */
export function voteStability(facts: StabilityFacts): { readonly colour: Colour; readonly reasons: readonly Reason[] } {
  const reasons = [
    ...fromKernel(facts),
    ...fromPause(facts),
    ...fromSignals(facts),
    ...fromIndex(facts),
    ...fromPhases(facts),
    ...fromDrills(facts),
  ];
  const isGrave = reasons.some(({ code }) => familyOf(code) !== "CONDITION");
  return { colour: isGrave ? "RED" : reasons.length > 0 ? "YELLOW" : "GREEN", reasons };
}

const isHigh = ({ level }: StabilityFacts): boolean => isAtLeast(level, "ASL-4");

const fromKernel = ({ kernel }: StabilityFacts): Reason[] =>
  kernel
    .filter((word) => word !== "gap")
    .map((word) =>
      because(
        "VIOLATION_SSI_CRITICAL",
        [word],
        "Weights that no kill switch froze, or their signed release.",
        `The kernel's word on these weights: ${word}.`,
      ),
    );

function fromPause(facts: StabilityFacts): Reason[] {
  const { pause } = facts;
  if (pause.state === "STABLE") return [];
  const isIgnored = pause.state === "FAILED" && pause.because === "not acknowledged";
  const code: ReasonCode = isIgnored ? "VIOLATION_PAUSE_IGNORED" : "VIOLATION_SSI_CRITICAL";
  const { why, cure } = pauseSaid(pause, facts);
  return [because(code, ["pause"], cure, `The subject is ${pause.state.toLowerCase()}${why}.`)];
}

/** What the pause waits for. */
function pauseSaid(
  pause: Exclude<PauseState, { readonly state: "STABLE" }>,
  { policy, pauseAtMs }: StabilityFacts,
): { readonly why: string; readonly cure: string } {
  const rule = `${policy.resumeCycles} readings in a row, one an hour, at an index of ${share(policy.resume)} or better`;
  switch (pause.state) {
    case "PAUSING":
      return {
        why: `: to be acknowledged until ${instant(pause.dueMs)}`,
        cure: `Its acknowledgement until then: plimsoll release pause SUBJECT --acknowledge; after it ${rule}.`,
      };
    case "FAILED": {
      const late = `not acknowledged within ${policy.pauseAckMs / 1_000} s`;
      return {
        why: pause.because === "not acknowledged" ? `: ${late}` : `: it took more than ${policy.pauseCyclesMax} cycles`,
        cure: `A person looks, and says so: plimsoll release pause SUBJECT --recover; after it ${rule}.`,
      };
    }
    default: {
      const good = pause.state === "RECOVERING" ? pause.goodCycles : 0;
      const next = pauseAtMs === null ? "" : ` The next counts from ${instant(nextCycleMs(pauseAtMs))}.`;
      return { why: `: ${good} of ${policy.resumeCycles} good readings`, cure: `${capital(rule)}.${next}` };
    }
  }
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
/** Of a policy that allows an age of the world to answer in, too. */
const instant = (atMs: number): string => new Date(Math.min(atMs, 8_640_000_000_000_000)).toISOString();

function fromSignals(facts: StabilityFacts): Reason[] {
  const { unread, lowest } = facts.subject;
  const missing = lowest === null ? ["signals"] : unread;
  if (missing.length === 0) return [];
  const code: ReasonCode = isHigh(facts) ? "UNPROVEN_TELEMETRY" : "CONDITION_SSI_MARGIN";
  return [
    because(code, missing, `Fresh readings of ${missing.join(", ")}.`, `Missing or stale: ${missing.join(", ")}.`),
  ];
}

/** A signal that cannot be read counts 0. That is said once, as something unproven, and not again as a critical index. */
function fromIndex(facts: StabilityFacts): Reason[] {
  const { policy, subject, engineIndex, readIndex } = facts;
  const isUnreadable = subject.lowest === null || subject.unread.includes(subject.lowest);
  const index = Math.min(engineIndex, isUnreadable ? readIndex : subject.index);
  if (index >= policy.resume) return [];
  const cause = causeOf(index, facts);
  const code: ReasonCode = index < policy.critical ? "VIOLATION_SSI_CRITICAL" : "CONDITION_SSI_MARGIN";
  return [because(code, ["index"], cause.cure, `Index ${share(index)}: ${cause.why}`)];
}

/** What holds the index down, and what raises it. */
function causeOf(index: number, facts: StabilityFacts): { readonly why: string; readonly cure: string } {
  const { subject, engineIndex, unlimitedIndex, policy } = facts;
  if (index === engineIndex)
    return { why: "the evaluator's own load.", cure: "The same evaluation again, after a minute of rest." };
  if (unlimitedIndex > index)
    return {
      why: `the readings alone give ${share(unlimitedIndex)}, but it was lower before and rises by at most ${share(policy.passiveRecovery)} an hour, ${share(policy.recovery)} in a pause.`,
      cure: `Time, with readings as they are now: ${share(policy.resume)} is enough.`,
    };
  const lowest = subject.lowest ?? "a signal";
  return {
    why: `fixed by ${lowest}.`,
    cure: `Readings of ${lowest} nearer to its good bound, until the index is ${share(policy.resume)}.`,
  };
}

const share = (tenThousandths: number): string => (tenThousandths / 10_000).toFixed(4);

/** From ASL-4 each high-stress phase has its own check, and none begins before it. */
function fromPhases(facts: StabilityFacts): Reason[] {
  if (!isHigh(facts)) return [];
  const phases = facts.plan.phases.filter(({ isHighStress }) => isHighStress);
  const early = phases.filter(
    ({ startedAtMs, check }) => startedAtMs !== null && !isChecked(check, Math.min(startedAtMs, facts.nowMs), facts),
  );
  const open = phases.filter(({ startedAtMs, check }) => startedAtMs === null && !isChecked(check, facts.nowMs, facts));
  return [
    ...early.map(({ id }) =>
      because("VIOLATION_PHASE_WITHOUT_CHECK", [id], "Phases that are checked before they begin."),
    ),
    ...open.map(({ id }) => because("UNPROVEN_TELEMETRY", [id], `A passed check before the phase ${id}.`)),
  ];
}

type Check = Plan["drills"][number];

/** Passed, before it was needed and not long before, at an index that left room for a high-stress phase. */
const isChecked = (check: Check | null, byMs: number, { policy }: StabilityFacts): boolean =>
  check?.result === "passed" &&
  check.index >= policy.resume &&
  check.atMs <= byMs &&
  check.atMs >= byMs - policy.drillMaxAgeDays * DAY_MS;

function fromDrills(facts: StabilityFacts): Reason[] {
  const oldestMs = facts.nowMs - facts.policy.drillMaxAgeDays * DAY_MS;
  const newest = newestDrill(facts.plan.drills, facts.nowMs);
  const isDrilled = newest?.result === "passed" && newest.atMs >= oldestMs;
  if (!isHigh(facts) || isDrilled) return [];
  return [
    because(
      "UNPROVEN_DRILL",
      ["drills"],
      `A passed drill of pause and recovery within ${facts.policy.drillMaxAgeDays} days.`,
      "No passed drill that is young enough.",
    ),
  ];
}

const because = (code: ReasonCode, records: readonly string[], wouldChange: string, detail = wouldChange): Reason => ({
  code,
  records,
  detail,
  wouldChange,
});
