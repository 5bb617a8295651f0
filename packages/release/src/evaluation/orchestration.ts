import type { Orchestration } from "../decision/combine.ts";
import { familyOf, type ReasonCode } from "../decision/reason-code.ts";
import type { Reason } from "../decision/reason.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import { latentFirewallOf } from "../routing/latent-firewall.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import type { RepairPlan } from "./repair-plan.ts";

/** How the evaluation itself went. It has no vote, and can only make the answer worse. */
export function orchestrationOf(input: EvaluationInput, level: Level, plan: RepairPlan): Orchestration {
  const reasons = [...fromBudget(level, plan), ...fromFirewall(input, level), ...fromIntake(input)];
  const isFailed = reasons.some(({ code }) => familyOf(code) !== "CONDITION");
  return { state: isFailed ? "failed" : reasons.length > 0 ? "degraded" : "ok", reasons };
}

/** From ASL-4 an evaluation must be paid for; from ASL-5 the account may not run out by it. */
function fromBudget(level: Level, { isOpeningPaid, account, repairs }: RepairPlan): Reason[] {
  const isSpent = account.balance === 0 || repairs.some(({ outcome }) => outcome === "BUDGET");
  if (isOpeningPaid && !(isSpent && isAtLeast(level, "ASL-5"))) return [];
  return [
    because(
      "UNPROVEN_T_EXHAUSTED",
      ["budget"],
      "An account of T that is enough for the checks this level asks for: it comes back day by day (plimsoll release status).",
      isOpeningPaid ? "The account of T ends empty." : "The opening of the evaluation could not be paid.",
    ),
  ];
}

/** Beyond ASL-5 a firewall inside the subject is measured. */
function fromFirewall({ dossier, examination }: EvaluationInput, level: Level): Reason[] {
  if (!isAtLeast(level, "BEYOND") || latentFirewallOf(dossier, examination.recounts) !== null) return [];
  return [because("UNPROVEN_FIREWALL", ["firewall"], "An evaluation that measures the firewall inside the subject.")];
}

function fromIntake({ examination }: EvaluationInput): Reason[] {
  const blocked = examination.text.filter(({ verdict }) => verdict === "block").map(({ item }) => item);
  const faults = examination.faults.length > 0 ? [unreadable(examination.faults)] : [];
  if (blocked.length === 0) return faults;
  return [because("VIOLATION_INPUT", ["intake"], `Readable text in ${blocked.slice(0, 5).join(", ")}.`), ...faults];
}

const unreadable = (faults: readonly string[]): Reason => ({
  code: "CONDITION_ENGINE_DEGRADED",
  records: ["intake"],
  detail: `Not readable in part: ${faults.slice(0, 5).join("; ")}`.slice(0, 2_000),
  wouldChange: "A dossier that can be read whole.",
});

const because = (code: ReasonCode, records: readonly string[], wouldChange: string, detail = wouldChange): Reason => ({
  code,
  records,
  detail,
  wouldChange,
});
