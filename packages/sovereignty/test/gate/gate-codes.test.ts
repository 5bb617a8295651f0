import { describe, expect, test } from "vitest";
import { digestOf, utf8 } from "@plimsoll/foundation";
import type { GateCode, GateRuleName } from "../../src/gate/gate-code.ts";
import { GATE_RULES } from "../../src/gate/gate-rules.ts";
import { repairFingerprint, repairText } from "../../src/law/law-repair.ts";
import { ALWAYS, type Condition, condition } from "../../src/law/condition.ts";
import { lawFingerprint } from "../../src/law/law.ts";
import { exceptionTo, patched, type PatchOperation } from "../../src/law/patch.ts";
import type { RuleId } from "../../src/law/rule.ts";
import { withoutEmbeddedEpochs } from "../run/agents.ts";
import {
  answerTo,
  APPARATUS,
  type Attempt,
  attemptA,
  attemptB,
  codeOf,
  submitted,
  submittedText,
  withOtherDigit,
  withRepair,
  withSubmission,
} from "./two-repairs.ts";

const OTHER_COMPILER = digestOf(utf8("another compiler"));

/** A condition nested as deep as one may be. */
const deep = (depth: number): Condition => (depth === 1 ? condition("AT_STAMP") : condition("AND", deep(depth - 1)));

const withMemory = (attempt: Attempt, changes: Partial<Attempt["submission"]["memory"]>): Attempt =>
  withSubmission(attempt, { memory: { ...attempt.submission.memory, ...changes } });

function withSecondRepair(attempt: Attempt): Attempt {
  const [first] = attemptB().submission.memory.accepted;
  return withMemory(attempt, { accepted: [...attempt.submission.memory.accepted, { ...first!, contradiction: "A" }] });
}

const withRepairsOf = (contradiction: "A" | "B", attempt: Attempt): Attempt =>
  withMemory(attempt, { accepted: attempt.submission.memory.accepted.map((each) => ({ ...each, contradiction })) });

const withExceptionToR6 = (exception: Condition): Attempt =>
  withRepair(attemptA(), { patches: [exceptionTo("R6", exception)] });

/** R6 has an exception already: with another as deep as one may be, the law is too deep to compile. */
function withEarlierException(attempt: Attempt): Attempt {
  const { law } = attempt.submission;
  const exceptionCondition = condition("FALSE");
  const rules = law.rules.map((rule) => (rule.id === "R6" ? { ...rule, exceptionCondition } : rule));
  return withSubmission(attempt, { law: { ...law, rules } });
}

const withoutItsEpochs = (attempt: Attempt): Attempt =>
  withSubmission(attempt, { law: withoutEmbeddedEpochs(attempt.submission.law) });

function withoutGateRule(name: string, attempt: Attempt): Attempt {
  const gate = { ...APPARATUS.gate, rules: GATE_RULES.filter((rule) => rule.name !== name) };
  return withSubmission(attempt, { apparatus: { ...APPARATUS, gate } });
}

/** What the law says already: patches that change nothing. */
const keepsItsRank = (targetRuleId: RuleId): PatchOperation => ({
  targetRuleId,
  op: "CHANGE_PRIORITY",
  newPriority: 0,
});
const keepsItsCondition = (targetRuleId: RuleId): PatchOperation => ({
  targetRuleId,
  op: "MODIFY_CONDITION",
  newCondition: APPARATUS.initialRules.find(({ id }) => id === targetRuleId)!.condition,
});

/** For every code what gets exactly it: a valid repair, with one thing of it or of its circumstances changed. */
const BROKEN: Record<GateCode, readonly (() => Attempt)[]> = {
  R9_PATCH_STACKING: [() => withSecondRepair(attemptB())],
  R9_WRONG_REGIME: [
    () => withRepair(attemptA(), { regimeAtSubmission: 2 }),
    () => withRepair(attemptA(), { contradiction: "B" }),
    () => withSubmission(attemptA(), { regime: 0 }),
    () => withSubmission(attemptA(), { regime: 2 }),
    () => withRepair(attemptB(), { regimeAtSubmission: 1 }),
    () => withSubmission(attemptB(), { regime: 1 }),
    () => withRepair(attemptB(), { traceEntryId: attemptA().repair.traceEntryId }),
  ],
  R9_DUPLICATE_REGIME_REPAIR: [() => withRepairsOf("B", attemptB())],
  R8_COMPILER_DRIFT: [
    () => withSubmission(attemptA(), { agentCompiler: OTHER_COMPILER }),
    () => withSubmission(attemptB(), { agentCompiler: OTHER_COMPILER }),
  ],
  R7_TRACE_ENTRY_NOT_FOUND: [
    () => withRepair(attemptA(), { traceEntryId: withOtherDigit(attemptA().repair.traceEntryId) }),
    () => withRepair(attemptB(), { traceEntryId: "0".repeat(16) }),
  ],
  R7_RULE_NOT_IN_TRACE: [
    () => withRepair(attemptA(), { ruleIds: ["R6", "R7"] }),
    () => withRepair(attemptB(), { ruleIds: ["R7", "R8", "R99"] }),
  ],
  R6_WRONG_PRIOR_EPOCH: [
    () => withRepair(attemptA(), { priorEpoch: withOtherDigit(attemptA().repair.priorEpoch) }),
    () => withRepair(attemptB(), { priorEpoch: attemptA().repair.priorEpoch }),
  ],
  R1_NO_RULE_MODIFIED: [
    () => withRepair(attemptA(), { patches: [] }),
    () => withRepair(attemptA(), { patches: [exceptionTo("R99", condition("AT_STAMP"))] }),
    () => withRepair(attemptA(), { patches: [keepsItsRank("R6")] }),
    () => withRepair(attemptA(), { patches: [keepsItsCondition("R6")] }),
    () => withRepair(attemptB(), { patches: [keepsItsRank("R7"), keepsItsCondition("R7"), keepsItsRank("R8")] }),
  ],
  R7_NO_CITED_RULE_MODIFIED: [
    () => withRepair(attemptA(), { ruleIds: [] }),
    () => withRepair(withRepair(attemptB(), { ruleIds: ["R8"] }), { patches: attemptB().repair.patches.slice(0, 1) }),
    () =>
      withRepair(attemptB(), {
        ruleIds: ["R8"],
        patches: [exceptionTo("R7", condition("CAN_DELIVER_A")), keepsItsRank("R8")],
      }),
  ],
  R1_RULE_NOT_RESPONSIBLE: [
    () => withRepair(attemptA(), { patches: [...attemptA().repair.patches, exceptionTo("R7", condition("STAMPED"))] }),
    () => withRepair(attemptA(), { patches: [...attemptA().repair.patches, exceptionTo("R99", condition("STAMPED"))] }),
  ],
  R1_FOREIGN_PREDICATE: [
    () =>
      withRepair(attemptA(), {
        patches: [{ targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition: condition("AT_ZONE_A") }],
      }),
    () => withExceptionToR6(condition("OR", condition("AT_STAMP"), condition("AT_ZONE_A"))),
    () =>
      withRepair(attemptB(), {
        patches: [
          exceptionTo("R7", condition("OR", condition("CAN_DELIVER_A"), condition("AND", condition("STAMPED")))),
          exceptionTo("R8", condition("CAN_DELIVER_B")),
        ],
      }),
  ],
  R3_COMPILATION_FAILED: [
    () => withExceptionToR6(condition("AT_THE_STAMP")),
    () => withExceptionToR6(condition("AT_STAMP", 1)),
    () => withExceptionToR6(deep(9)),
    () => withRepair(attemptA(), { patches: [...attemptA().repair.patches, ...attemptA().repair.patches] }),
    () => withEarlierException(withExceptionToR6(deep(8))),
  ],
  // Behind R3 no law can fail to compile: only a gate without R3 gets here.
  R2_COMPILATION_FAILED: [
    () =>
      withoutGateRule(
        "R3",
        withRepair(attemptA(), { patches: [exceptionTo("R6", deep(8)), exceptionTo("R6", deep(8))] }),
      ),
  ],
  R2_STILL_NO_PROGRESS: [
    () => withExceptionToR6(condition("STAMPED")),
    () => withExceptionToR6(condition("FALSE")),
    () =>
      withRepair(attemptB(), {
        patches: [exceptionTo("R7", condition("CAN_DELIVER_B")), exceptionTo("R8", condition("CAN_DELIVER_B"))],
      }),
  ],
  R4_NEW_DEFAULT_DETECTED: [
    () => withExceptionToR6(ALWAYS),
    () =>
      withRepair(attemptA(), {
        patches: [{ targetRuleId: "R6", op: "MODIFY_CONDITION", newCondition: condition("FALSE") }],
      }),
    () =>
      withRepair(attemptA(), {
        patches: [...attemptA().repair.patches, { targetRuleId: "R6", op: "CHANGE_PRIORITY", newPriority: 1 }],
      }),
  ],
  R10_B_SUBSUMED_BY_A: [
    () => withMemory(attemptB(), { postALaw: patched(attemptB().submission.law.rules, attemptB().repair.patches) }),
    () => withMemory(attemptB(), { postALaw: null }),
  ],
  R5_EPOCH_MISMATCH: [
    () => withoutItsEpochs(attemptB()),
    () => withSubmission(attemptB(), { law: { ...attemptB().submission.law, epochChain: [] } }),
  ],
};

const CODES = Object.keys(BROKEN) as GateCode[];

/** The numbered rule by which each rule of the gate is known in the specification. */
const RULE_OF: Record<GateRuleName, `SV-${number}`> = {
  R9: "SV-52",
  R8: "SV-53",
  R7: "SV-54",
  R6: "SV-55",
  R1: "SV-56",
  R3: "SV-57",
  R2: "SV-58",
  R4: "SV-59",
  R10: "SV-60",
  R5: "SV-61",
};

describe("the codes of the gate", () => {
  test("SV-51 a valid Repair A and a valid Repair B are accepted", () => {
    expect(answerTo(attemptA())).toBe("ACCEPTED");
    expect(answerTo(attemptB())).toBe("ACCEPTED");
  });

  test.each(CODES.map((code) => [RULE_OF[code.split("_")[0] as GateRuleName], code] as const))(
    "%s one thing changed gets %s",
    (_rule, code) => {
      expect(BROKEN[code].map((attempt) => answerTo(attempt()))).toEqual(BROKEN[code].map(() => code));
    },
  );

  test("SV-51 a refused repair leaves no trace in the world's memory", () => {
    for (const code of CODES) {
      const answer = submitted(BROKEN[code][0]!());
      expect(answer).toEqual({ accepted: false, code });
    }
  });

  test("SV-79 the codes are those of the gate's own rules, in the order in which it asks", () => {
    expect(CODES).toEqual(GATE_RULES.map(({ code }) => code));
    expect(CODES).toEqual([...new Set(CODES)]);
    expect(GATE_RULES.every(({ name, code }) => code.startsWith(`${name}_`))).toBe(true);
  });

  test("SV-57 what JCOMP does not read is R3 before anything else is asked", () => {
    const { submission, repair } = withSecondRepair(attemptB());
    const text = repairText(repair);
    const broken = [
      "",
      "null",
      `${text} x`,
      text.replace('"LAW_REPAIR"', '"LAW_REPAIRS"'),
      text
        .replace('"repair_fingerprint":"', '"repair_fingerprint":"0')
        .replace(/("repair_fingerprint":"[0-9a-f]{64})./, "$1"),
      text.replace("{", '{"comment":"please",'),
    ];
    for (const each of broken) expect(codeOf(submittedText(submission, each))).toBe("R3_COMPILATION_FAILED");
  });

  test("SV-57 the order in which patches are written down decides nothing", () => {
    const { submission, repair } = attemptB();
    const value = JSON.parse(repairText(repair)) as { patch_ops: unknown[] };
    const backwards = JSON.stringify({ ...value, patch_ops: value.patch_ops.toReversed() });
    const [forth, back] = [submitted(attemptB()), submittedText(submission, backwards)];
    expect(back).toEqual(forth);
  });
});

/** Breaches that can be combined: each changes another thing of a valid Repair B, in the order of the gate. */
const BREACHES: readonly (readonly [GateCode, (attempt: Attempt) => Attempt])[] = [
  ["R9_PATCH_STACKING", withSecondRepair],
  ["R9_WRONG_REGIME", (attempt) => withRepair(attempt, { regimeAtSubmission: 1 })],
  ["R9_DUPLICATE_REGIME_REPAIR", (attempt) => withRepairsOf("B", attempt)],
  ["R8_COMPILER_DRIFT", (attempt) => withSubmission(attempt, { agentCompiler: OTHER_COMPILER })],
  ["R7_TRACE_ENTRY_NOT_FOUND", (attempt) => withRepair(attempt, { traceEntryId: "0".repeat(16) })],
  ["R7_RULE_NOT_IN_TRACE", (attempt) => withRepair(attempt, { ruleIds: [...attempt.repair.ruleIds, "R6"] })],
  ["R6_WRONG_PRIOR_EPOCH", (attempt) => withRepair(attempt, { priorEpoch: "0".repeat(64) })],
  ["R1_NO_RULE_MODIFIED", (attempt) => withRepair(attempt, { patches: [] })],
  [
    "R1_RULE_NOT_RESPONSIBLE",
    (attempt) => withRepair(attempt, { patches: [...attempt.repair.patches, exceptionTo("R6", condition("STAMPED"))] }),
  ],
  [
    "R3_COMPILATION_FAILED",
    (attempt) => withRepair(attempt, { patches: [...attempt.repair.patches, ...attempt.repair.patches] }),
  ],
  ["R10_B_SUBSUMED_BY_A", (attempt) => withMemory(attempt, { postALaw: null })],
  ["R5_EPOCH_MISMATCH", withoutItsEpochs],
];

describe("the order of the gate", () => {
  const pairs = BREACHES.flatMap((first, index) => BREACHES.slice(index + 1).map((second) => [first, second] as const));

  test.each(pairs.map(([first, second]) => [first[0], second[0], first[1], second[1]] as const))(
    "SV-51 %s is told before %s",
    (code, _later, breakFirst, breakSecond) => {
      expect(answerTo(breakFirst(breakSecond(attemptB())))).toBe(code);
    },
  );

  test("SV-51 among what the patches say: foreign words before no progress, no progress before a default", () => {
    const bare = withRepair(attemptB(), {
      patches: [exceptionTo("R7", condition("STAMPED")), exceptionTo("R8", condition("CAN_DELIVER_B"))],
    });
    expect(answerTo(bare)).toBe("R1_FOREIGN_PREDICATE");
    const idle = withRepair(attemptB(), {
      patches: [exceptionTo("R7", condition("FALSE")), exceptionTo("R8", ALWAYS)],
    });
    expect(answerTo(idle)).toBe("R2_STILL_NO_PROGRESS");
    const subsumed = withRepair(attemptB(), {
      patches: [exceptionTo("R7", condition("CAN_DELIVER_A")), exceptionTo("R8", ALWAYS)],
    });
    expect(answerTo(withMemory(subsumed, { postALaw: null }))).toBe("R4_NEW_DEFAULT_DETECTED");
  });

  test("SV-51 where the law's identity is in question, R6 and then R5 come before all", () => {
    const [entry] = attemptB().submission.memory.contradictions.values();
    const identity = { ...entry!, contradiction: "B" as const, target: null, blockingRuleIds: [] };
    const contradictions = new Map([[identity.traceEntryId, identity]]);
    const cited = withRepair(withMemory(withSecondRepair(attemptB()), { contradictions }), {
      traceEntryId: identity.traceEntryId,
    });
    expect(answerTo(cited)).toBe("R9_PATCH_STACKING");
    expect(answerTo(withoutItsEpochs(cited))).toBe("R5_EPOCH_MISMATCH");
    expect(answerTo(withRepair(withoutItsEpochs(cited), { priorEpoch: "0".repeat(64) }))).toBe("R6_WRONG_PRIOR_EPOCH");
  });
});

describe("what the gate makes law", () => {
  const afterB = submitted(attemptB());
  if (!afterB.accepted) throw new Error(afterB.code);

  test("SV-62 the chain grows by one epoch for each repair, in the agent's law and in the world's memory", () => {
    const { law, memory } = afterB;
    expect(law.epochChain).toHaveLength(3);
    expect(memory.expectedChain).toEqual(law.epochChain);
    expect(law.repairCount).toBe(2);
    expect(memory.accepted.map(({ epoch }) => epoch)).toEqual(law.epochChain.slice(1));
    expect(new Set(law.epochChain).size).toBe(3);
  });

  test("SV-62 exactly the rules that were repaired embed the repair's epoch", () => {
    const { law } = afterB;
    const [, epoch1, epoch2] = law.epochChain;
    const embedded = law.rules.flatMap(({ id, repairEpoch }) => (repairEpoch === undefined ? [] : [[id, repairEpoch]]));
    expect(embedded).toEqual([
      ["R6", epoch1],
      ["R7", epoch2],
      ["R8", epoch2],
    ]);
  });

  test("SV-62 a rule of which a patch says what it says already is not modified, and embeds nothing", () => {
    const half = withRepair(attemptB(), {
      patches: [exceptionTo("R7", condition("CAN_DELIVER_A")), keepsItsRank("R8")],
    });
    const answer = submitted(half);
    if (!answer.accepted) throw new Error(answer.code);
    const embedding = answer.law.rules.filter(({ repairEpoch }) => repairEpoch === answer.law.epochChain[2]);
    expect(embedding.map(({ id }) => id)).toEqual(["R7"]);
    expect(answer.memory.accepted.at(-1)?.modifiedRuleIds).toEqual(["R7"]);
  });

  test("SV-62 the law that R10 replays is the one that Repair A left", () => {
    expect(lawFingerprint(afterB.memory.postALaw!)).toBe(lawFingerprint(attemptB().submission.law.rules));
  });

  test("SV-62 an epoch is the hash of the one before, of the repair, and of its own nonce, one after the other", () => {
    const [epoch0, epoch1, epoch2] = afterB.law.epochChain;
    const [ofA, ofB] = [attemptA(), attemptB()].map(({ repair }) => repairFingerprint(repair));
    expect(epoch1).toBe(digestOf(utf8(`${epoch0}${ofA}nonce 1`)).slice("sha256:".length));
    expect(epoch2).toBe(digestOf(utf8(`${epoch1}${ofB}nonce 2`)).slice("sha256:".length));
  });

  test("SV-62 another repair has another epoch", () => {
    const epochOf = (attempt: Attempt): string => {
      const answer = submitted(attempt);
      return answer.accepted ? answer.law.epochChain.at(-1)! : answer.code;
    };
    const wider = withExceptionToR6(condition("OR", condition("AT_STAMP"), condition("STAMPED")));
    expect(epochOf(wider)).toMatch(/^[0-9a-f]{64}$/);
    expect(epochOf(wider)).not.toBe(epochOf(attemptA()));
  });
});
