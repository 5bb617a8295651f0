import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OPEN_CHANNELS } from "../../src/agent/channels.ts";
import { candidate } from "../../src/agent/candidate.ts";
import type { Deliberator } from "../../src/agent/deliberator.ts";
import { compileRepair } from "../../src/compiler/jcomp.ts";
import { CLEAN_VOCABULARY } from "../../src/compiler/vocabulary.ts";
import { type LawRepair, lawRepair, repairText } from "../../src/law/law-repair.ts";
import { condition } from "../../src/law/condition.ts";
import type { Law } from "../../src/law/law.ts";
import type { PatchOperation } from "../../src/law/patch.ts";
import type { RuleId } from "../../src/law/rule.ts";
import type { SeedRun } from "../../src/run/seed-run.ts";
import { anyCondition } from "../gate/conditions.ts";
import { play, withoutEmbeddedEpochs, withoutLastEpoch } from "./agents.ts";

const ruleId = fc.constantFrom<RuleId>("R0", "R1", "R2", "R6", "R6", "R6", "R7", "R7", "R8", "R8", "R99");

const exceptionCondition = fc.oneof(
  anyCondition,
  fc.constantFrom(
    ...["AT_STAMP", "CAN_DELIVER_A", "CAN_DELIVER_B", "AT_ZONE_A", "AT_ZONE_B"].map((op) => condition(op)),
  ),
);

const patch: fc.Arbitrary<PatchOperation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant("ADD_EXCEPTION" as const), targetRuleId: ruleId, exceptionCondition }),
  },
  fc.record({ op: fc.constant("MODIFY_CONDITION" as const), targetRuleId: ruleId, newCondition: exceptionCondition }),
  fc.record({ op: fc.constant("CHANGE_PRIORITY" as const), targetRuleId: ruleId, newPriority: fc.nat(12) }),
);

const changes: fc.Arbitrary<Partial<LawRepair>> = fc.record(
  {
    patches: fc.array(patch, { maxLength: 3 }),
    ruleIds: fc.array(ruleId, { maxLength: 3 }),
    priorEpoch: fc.constant("0".repeat(64)),
    traceEntryId: fc.constant("0".repeat(16)),
    contradiction: fc.constantFrom("A" as const, "B" as const),
    regimeAtSubmission: fc.constantFrom(1 as const, 2 as const),
  },
  { requiredKeys: [] },
);

type Move = (own: LawRepair) => string | null;

const rewritten = (own: LawRepair, change: Partial<LawRepair>): string => repairText(lawRepair({ ...own, ...change }));

/** What a fuzzed agent answers with: its own repair, something like it, a mangled text of it, any text, nothing. */
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Move>((own) => rewritten(own, {})) },
  {
    weight: 3,
    arbitrary: changes.map(
      (change): Move =>
        (own) =>
          rewritten(own, change),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.array(patch, { minLength: 1, maxLength: 3 }).map(
      (patches): Move =>
        (own) =>
          rewritten(own, { patches }),
    ),
  },
  fc.tuple(fc.nat(), fc.string({ unit: "binary", maxLength: 2 })).map(([at, text]): Move => (own) => {
    const whole = rewritten(own, {});
    const place = at % whole.length;
    return whole.slice(0, place) + text + whole.slice(place + 1);
  }),
  fc.oneof(fc.string({ unit: "binary" }), fc.json()).map(
    (text): Move =>
      () =>
        text,
  ),
  fc.constant<Move>(() => null),
);

const anyTexts: fc.Arbitrary<readonly string[] | null> = fc.oneof(
  { weight: 20, arbitrary: fc.constant(null) },
  fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.json()), { maxLength: 3 }),
);

const anyLoss: fc.Arbitrary<(law: Law, initial: Law) => Law> = fc.oneof(
  { weight: 12, arbitrary: fc.constant((law: Law) => law) },
  fc.constantFrom(
    withoutLastEpoch,
    withoutEmbeddedEpochs,
    (_law: Law, initial: Law) => initial,
    (law: Law) => ({ ...law, repairCount: 0, rules: law.rules.toReversed() }),
    (law: Law) => ({ ...law, rules: law.rules.slice(1) }),
    (law: Law) => ({ ...law, rules: law.rules.map((rule) => ({ ...rule, condition: condition("NO_WORD") })) }),
    (law: Law, initial: Law) => ({ ...law, rules: initial.rules }),
  ),
);

/** An agent that goes through its script, over and over. */
function scripted(moves: readonly Move[], texts: readonly (readonly string[] | null)[]): Deliberator {
  let [repairs, justifications] = [0, 0];
  return {
    justify: (view) => texts[(justifications += 1) % texts.length] ?? candidate.justify(view),
    repair: (view, notice) => {
      const own = compileRepair(candidate.repair(view, notice, 1) ?? "", CLEAN_VOCABULARY);
      return own.ok ? moves[(repairs += 1) % moves.length]!(own.value) : null;
    },
  };
}

function expectAtMostTwoRepairs({ repairs, epochs, episodes, metrics, contradictions }: SeedRun): void {
  expect(["", "A", "AB"]).toContain(repairs.map(({ name }) => name).join(""));
  expect(epochs).toHaveLength(repairs.length + 1);
  expect(new Set(epochs).size).toBe(epochs.length);
  expect(metrics.repairsAcceptedTotal).toBe(repairs.length);
  repairs.forEach(({ name, episode, priorEpoch, epoch }, index) => {
    expect(episodes[episode]!.regime).toBe(name === "A" ? 1 : 2);
    expect([priorEpoch, epoch]).toEqual(epochs.slice(index, index + 2));
  });
  for (const { answers } of contradictions) expect(answers.length).toBeLessThanOrEqual(2);
  expect(contradictions.flatMap(({ answers }) => answers).filter((answer) => answer === "ACCEPTED")).toHaveLength(
    repairs.length,
  );
}

describe("whatever an agent submits", () => {
  test("SV-76 never more than two repairs are law, one of each regime, each with its epoch; and no run throws", () => {
    const seen = { "": 0, A: 0, AB: 0 };
    fc.assert(
      fc.property(
        fc.array(anyMove, { minLength: 1, maxLength: 5 }),
        fc.array(anyTexts, { minLength: 1, maxLength: 60 }),
        fc.array(anyLoss, { minLength: 20, maxLength: 20 }),
        fc.boolean(),
        (moves, texts, losses, continuesAfterHalt) => {
          const carry = (law: Law, { episode, initial }: { readonly episode: number; readonly initial: Law }) =>
            losses[episode]!(law, initial);
          const channels = { ...OPEN_CHANNELS, carry };
          const run = play({ channels, continuesAfterHalt }, scripted(moves, texts));
          expectAtMostTwoRepairs(run);
          seen[run.repairs.map(({ name }) => name).join("") as keyof typeof seen] += 1;
        },
      ),
      { numRuns: 200 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
  });

  test("SV-76 an honest agent whose repairs alone are fuzzed never gets a third one either", () => {
    let most = 0;
    fc.assert(
      fc.property(fc.array(anyMove, { minLength: 1, maxLength: 5 }), (moves) => {
        const run = play({ continuesAfterHalt: true }, scripted(moves, [null]));
        expectAtMostTwoRepairs(run);
        most = Math.max(most, run.repairs.length);
      }),
      { numRuns: 100 },
    );
    expect(most).toBe(2);
  });
});
