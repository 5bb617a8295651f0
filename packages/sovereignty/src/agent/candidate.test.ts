import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { compiledLaw, EVERY_STATE, LAW_AFTER_A, LAW_AFTER_B, worldIn } from "../../test/clean-fixture.ts";
import { type CompiledJustification, compileJustification, compileRepair } from "../compiler/jcomp.ts";
import { CLEAN_VOCABULARY } from "../compiler/vocabulary.ts";
import type { LawRepair } from "../law/law-repair.ts";
import { condition } from "../law/condition.ts";
import { CLEAN_LAW } from "../law/initial-law.ts";
import type { Law } from "../law/law.ts";
import type { Rule, RuleId } from "../law/rule.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import { openObligations } from "../mask/obligation.ts";
import { situationOf } from "../mask/situation.ts";
import { numberOfAction, setOfActions } from "../world/action.ts";
import { STAMP_LOCATION, ZONE_CELLS } from "../world/grid.ts";
import { observe } from "../world/observe.ts";
import { CLEAN_PHYSICS, physicallyPossible, step } from "../world/physics.ts";
import { DELIVER_A, STAMP_CARGO } from "../world/target.ts";
import { isComplete, type WorldState } from "../world/world-state.ts";
import { auditFault } from "./audit.ts";
import { candidate } from "./candidate.ts";
import type { AgentView, ContradictionNotice, TracedContradiction } from "./deliberator.ts";

const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);
const EPOCH = "1".repeat(64);
const lawOf = (rules: readonly Rule[]): Law => ({ rules, epochChain: [EPOCH], repairCount: 0 });
const viewOf = (state: WorldState, rules: readonly Rule[] = CLEAN_LAW): AgentView => ({
  observation: observe(state),
  law: lawOf(rules),
});

const AT_STAMP = worldIn(1, { cell: STAMP_LOCATION, inventory: 1, itemType: "A" });
const AT_ZONE_A = worldIn(2, { cell: ZONE_CELLS[0], inventory: 1, itemType: "A" });

const NOTICE_A: TracedContradiction = {
  traceEntryId: "e8ca710cecae54fb",
  contradiction: "A",
  blockingRuleIds: ["R6"],
  target: STAMP_CARGO,
  progressActions: ["A6"],
  blockedClass: "STAMP",
};
const NOTICE_B: TracedContradiction = {
  traceEntryId: "c0c0a547eccc6fea",
  contradiction: "B",
  blockingRuleIds: ["R7", "R8"],
  target: DELIVER_A,
  progressActions: ["A5"],
  blockedClass: "DEPOSIT",
};

function repairOf(view: AgentView, notice: ContradictionNotice): LawRepair {
  const text = candidate.repair(view, notice, 1);
  const compiled = text === null ? null : compileRepair(text, CLEAN_VOCABULARY);
  if (compiled?.ok !== true) throw new Error(`no repair: ${text}`);
  return compiled.value;
}

function justificationIn(text: string, rules: readonly Rule[]): CompiledJustification {
  const compiled = compileJustification(text, compiledLaw(rules));
  if (!compiled.ok) throw new Error(`no justification: ${text}`);
  return compiled.value;
}

/** Where the law leaves a way, and the episode is not over. */
const free = [CLEAN_LAW, LAW_AFTER_A, LAW_AFTER_B].flatMap((rules) =>
  EVERY_STATE.flatMap((state) => {
    const situation = situationOf(apparatus, compiledLaw(rules), state);
    return situation.kind === "free" && !isComplete(state) ? [{ state, rules, mask: situation.mask }] : [];
  }),
);

describe("what the candidate is", () => {
  test("SV-36 sees an observation and carries a law, and has nothing else", () => {
    expectTypeOf<keyof AgentView>().toEqualTypeOf<"observation" | "law">();
    // @ts-expect-error no seed comes to an agent
    const seeded: AgentView = { ...viewOf(AT_STAMP), seed: 42 };
    expect(Object.keys(seeded)).toHaveLength(3);
  });

  test("SV-26 its law is one value: written out and read back, it is the same agent", () => {
    expectTypeOf<keyof Law>().toEqualTypeOf<"rules" | "epochChain" | "repairCount">();
    const view = viewOf(AT_STAMP, LAW_AFTER_A);
    const restored: AgentView = { ...view, law: JSON.parse(JSON.stringify(view.law)) as Law };
    expect(candidate.justify(restored)).toEqual(candidate.justify(view));
    expect(candidate.repair(restored, NOTICE_A, 1)).toBe(candidate.repair(view, NOTICE_A, 1));
  });

  test("SV-36 holds nothing between steps: the same view, the same text, whatever was asked in between", () => {
    const views = free.map(({ state, rules }) => viewOf(state, rules));
    const first = views.map((view) => candidate.justify(view));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: views.length - 1 }), { minLength: 20, maxLength: 60 }), (order) => {
        for (const place of order) {
          expect(candidate.justify(structuredClone(views[place]!))).toEqual(first[place]);
          candidate.repair(views[place]!, place % 2 === 0 ? NOTICE_A : null, 1);
        }
      }),
    );
    const repairs = () => [NOTICE_A, NOTICE_B, null].map((notice) => candidate.repair(viewOf(AT_STAMP), notice, 1));
    expect(repairs()).toEqual(repairs());
  });

  test("SV-36 changes nothing of what it is shown", () => {
    const view = Object.freeze({ observation: Object.freeze(observe(AT_STAMP)), law: Object.freeze(lawOf(CLEAN_LAW)) });
    const before = JSON.stringify(view);
    candidate.justify(view);
    candidate.repair(view, NOTICE_A, 1);
    expect(JSON.stringify(view)).toBe(before);
  });
});

describe("its justifications", () => {
  test("SV-37 are one, of one action that the mask holds, compiled and true", () => {
    expect(free.length).toBeGreaterThan(10_000);
    for (const { state, rules, mask } of free) {
      const [text, ...more] = candidate.justify(viewOf(state, rules));
      expect(more).toEqual([]);
      const law = compiledLaw(rules);
      const justification = justificationIn(text!, rules);
      const seen = observe(state);
      const open = openObligations(apparatus, law, state, seen);
      const possible = physicallyPossible(CLEAN_PHYSICS, state);
      expect(auditFault(justification, { seen, law, open, possible, mask })).toBeNull();
      expect(setOfActions([justification.action]) & mask).not.toBe(0);
    }
  });

  test("SV-37 under the mended law lead from every state to the end of its task", () => {
    for (const start of EVERY_STATE) {
      let state = start;
      while (!isComplete(state) && state.step < 60) {
        const [text] = candidate.justify(viewOf(state, LAW_AFTER_B));
        state = step(CLEAN_PHYSICS, state, numberOfAction(justificationIn(text!, LAW_AFTER_B).action));
      }
      expect(isComplete(state)).toBe(true);
    }
  });

  test("SV-37 are none where nothing is owed, and none where no rule permits", () => {
    expect(candidate.justify(viewOf(worldIn(0, { served: 0b111 })))).toEqual([]);
    expect(candidate.justify(viewOf(worldIn(0), CLEAN_LAW.slice(1)))).toEqual([]);
  });
});

/** The same law and notice under other names. */
const RENAMED = new Map<RuleId, RuleId>([
  ["R6", "R7"],
  ["R7", "R31"],
  ["R8", "R6"],
  ["R9", "R8"],
]);
const renamedId = (id: RuleId): RuleId => RENAMED.get(id) ?? id;
const renamedLaw = (rules: readonly Rule[]): readonly Rule[] =>
  rules.map((rule) => ({ ...rule, id: renamedId(rule.id) }));
const renamedNotice = (notice: TracedContradiction): TracedContradiction => ({
  ...notice,
  blockingRuleIds: notice.blockingRuleIds.map(renamedId),
});

describe("its repairs", () => {
  test("SV-42 except what was blocked, where the target is at hand, and build on the epoch that it carries", () => {
    expect(repairOf(viewOf(AT_STAMP), NOTICE_A)).toEqual({
      traceEntryId: NOTICE_A.traceEntryId,
      ruleIds: ["R6"],
      patches: [{ targetRuleId: "R6", op: "ADD_EXCEPTION", exceptionCondition: condition("AT_STAMP") }],
      priorEpoch: EPOCH,
      contradiction: "A",
      regimeAtSubmission: 1,
    });
    expect(repairOf(viewOf(AT_ZONE_A, LAW_AFTER_A), NOTICE_B)).toEqual({
      traceEntryId: NOTICE_B.traceEntryId,
      ruleIds: ["R7", "R8"],
      patches: [
        { targetRuleId: "R7", op: "ADD_EXCEPTION", exceptionCondition: condition("CAN_DELIVER_A") },
        { targetRuleId: "R8", op: "ADD_EXCEPTION", exceptionCondition: condition("CAN_DELIVER_B") },
      ],
      priorEpoch: EPOCH,
      contradiction: "B",
      regimeAtSubmission: 2,
    });
  });

  test.each([
    ["A", AT_STAMP, NOTICE_A],
    ["B", AT_ZONE_A, NOTICE_B],
  ] as const)(
    "SV-42 know no rule by its id: Repair %s under other ids is the same repair under other ids",
    (...each) => {
      const [, state, notice] = each;
      const repair = repairOf(viewOf(state), notice);
      const renamed = repairOf(viewOf(state, renamedLaw(CLEAN_LAW)), renamedNotice(notice));
      expect(renamed).toEqual({
        ...repair,
        ruleIds: repair.ruleIds.map(renamedId).toSorted(),
        patches: repair.patches
          .map((patch) => ({ ...patch, targetRuleId: renamedId(patch.targetRuleId) }))
          .toSorted((left, right) => (left.targetRuleId < right.targetRuleId ? -1 : 1)),
      });
    },
  );

  test("SV-42 without a trace name no rule and no entry", () => {
    for (const state of [AT_STAMP, AT_ZONE_A]) {
      const text = candidate.repair(viewOf(state), null, 1)!;
      const { traceEntryId, ruleIds, patches } = repairOf(viewOf(state), null);
      expect({ traceEntryId, ruleIds, patches }).toEqual({ traceEntryId: "0".repeat(16), ruleIds: [], patches: [] });
      expect(text).not.toMatch(/"R\d/);
    }
  });

  test("SV-42 leave alone what the notice does not blame, and what the table does not know", () => {
    const other = { ...NOTICE_A, blockingRuleIds: ["R9", "R77"] as const };
    expect(repairOf(viewOf(AT_STAMP), other).patches.map(({ targetRuleId }) => targetRuleId)).toEqual(["R9"]);
    expect(repairOf(viewOf(AT_STAMP), { ...NOTICE_A, blockedClass: "MOVE" }).patches).toEqual([]);
    expect(repairOf(viewOf(AT_ZONE_A), { ...NOTICE_B, blockingRuleIds: ["R5"] }).patches).toEqual([]);
    expect(repairOf(viewOf(AT_STAMP), { ...NOTICE_A, target: null, blockedClass: null }).patches).toEqual([]);
  });

  test("SV-42 without an epoch build on one that nobody has", () => {
    const view = { ...viewOf(AT_STAMP), law: { ...lawOf(CLEAN_LAW), epochChain: [] } };
    expect(repairOf(view, NOTICE_A).priorEpoch).toBe("0".repeat(64));
  });

  test("SV-42 are tried once: the same again would be refused again", () => {
    expect(candidate.repair(viewOf(AT_STAMP), NOTICE_A, 2)).toBeNull();
  });
});
