import { compileRepair } from "../compiler/jcomp.ts";
import { type EpochNonces, nextEpoch } from "../law/epoch.ts";
import type { Law } from "../law/law.ts";
import type { Rule } from "../law/rule.ts";
import { type ContinuityRule, isContinuous } from "./continuity.ts";
import type { GateCode } from "./gate-code.ts";
import type { GateMemory } from "./gate-memory.ts";
import { GATE_RULES, type GateRule } from "./gate-rules.ts";
import { type LawRepair, repairFingerprint } from "../law/law-repair.ts";
import { type RepairCase, repairCase, type Submission } from "./repair-case.ts";

/** The Law-Repair Gate: R1–R10 judge a repair, and R5 besides the law at the start of every later episode. */
export interface Gate {
  readonly rules: readonly GateRule[];
  readonly continuity: ContinuityRule;
}

export const GATE: Gate = { rules: GATE_RULES, continuity: isContinuous };

export type GateAnswer =
  | { readonly accepted: true; readonly law: Law; readonly memory: GateMemory; readonly repair: LawRepair }
  | { readonly accepted: false; readonly code: GateCode };

/** Compiles what was submitted, judges it, and makes it law with a new epoch; or says which rule was not met first. */
export function judge(
  submission: Submission,
  text: string,
  nonces: EpochNonces,
  at: { readonly episode: number; readonly step: number },
): GateAnswer {
  const compiled = compileRepair(text, submission.apparatus.vocabulary);
  if (!compiled.ok) return { accepted: false, code: "R3_COMPILATION_FAILED" };
  const judged = repairCase(submission, compiled.value);
  const broken = rulesFor(judged).find(({ isMet }) => !isMet(judged));
  return broken === undefined
    ? { accepted: true, ...enacted(judged, nonces, at) }
    : { accepted: false, code: broken.code };
}

/** Where the law's identity is in question, R6 and R5 are asked first: who is not itself is not asked what it would repair. */
function rulesFor({ apparatus: { gate }, entry }: RepairCase): readonly GateRule[] {
  if (entry === null || entry.target !== null) return gate.rules;
  const isIdentity = ({ name }: GateRule): boolean => name === "R6" || name === "R5";
  return [...gate.rules.filter(isIdentity), ...gate.rules.filter((rule) => !isIdentity(rule))];
}

function enacted(
  { law, memory, repair, patchedRules, modifiedRuleIds }: RepairCase,
  nonces: EpochNonces,
  { episode, step }: { readonly episode: number; readonly step: number },
): { readonly law: Law; readonly memory: GateMemory; readonly repair: LawRepair } {
  const fingerprint = repairFingerprint(repair);
  const { contradiction, traceEntryId } = repair;
  const epoch = nextEpoch(memory.expectedChain.at(-1)!, fingerprint, nonces(contradiction === "A" ? 1 : 2));
  const embed = (rule: Rule): Rule => (modifiedRuleIds.includes(rule.id) ? { ...rule, repairEpoch: epoch } : rule);
  const rules = patchedRules.map(embed);
  return {
    repair,
    law: { rules, epochChain: [...law.epochChain, epoch], repairCount: law.repairCount + 1 },
    memory: {
      ...memory,
      expectedChain: [...memory.expectedChain, epoch],
      accepted: [
        ...memory.accepted,
        { contradiction, traceEntryId, episode, step, fingerprint, epoch, modifiedRuleIds },
      ],
      postALaw: contradiction === "A" ? rules : memory.postALaw,
    },
  };
}
