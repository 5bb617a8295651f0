import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { worldIn } from "../../test/clean-fixture.ts";
import { ALWAYS, type Condition, condition } from "../law/condition.ts";
import { observe } from "../world/observe.ts";
import { everyValuation } from "../world/valuation.ts";
import { compileCondition, CONDITION_DEPTH_MAX } from "./condition-compiler.ts";
import { CLEAN_VOCABULARY, type Vocabulary } from "./vocabulary.ts";

const NEVER = condition("FALSE");
const compiled = (written: Condition, vocabulary: Vocabulary = CLEAN_VOCABULARY) =>
  compileCondition(vocabulary, written, "");

function truthOf(written: Condition, seen = observe(worldIn(0))): boolean {
  const holds = compiled(written);
  if (!holds.ok) throw new Error(`${holds.error.path}: ${holds.error.expected}`);
  return holds.value(seen);
}

const nested = (depth: number): Condition => (depth === 1 ? ALWAYS : condition("NOT", nested(depth - 1)));

describe("the grammar", () => {
  test.each([
    [condition("AND", ALWAYS, ALWAYS), true],
    [condition("AND", ALWAYS, NEVER), false],
    [condition("AND", NEVER, ALWAYS), false],
    [condition("AND", NEVER, NEVER), false],
    [condition("OR", ALWAYS, ALWAYS), true],
    [condition("OR", ALWAYS, NEVER), true],
    [condition("OR", NEVER, ALWAYS), true],
    [condition("OR", NEVER, NEVER), false],
    [condition("NOT", ALWAYS), false],
    [condition("NOT", NEVER), true],
    [condition("AND", ALWAYS), true],
    [condition("OR", NEVER), false],
    [condition("AND", ALWAYS, ALWAYS, NEVER), false],
    [condition("OR", NEVER, NEVER, ALWAYS), true],
    [condition("NOT", condition("OR", NEVER, condition("AND", ALWAYS, NEVER))), true],
  ])("SV-20 %j is %s", (written, expected) => {
    expect(truthOf(written)).toBe(expected);
  });

  const word = fc.constantFrom("TRUE", "FALSE", "STAMPED", "AT_STAMP", "AT_ZONE_A", "AT_ZONE_B", "CAN_DELIVER_A");
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      word.map((op) => condition(op)),
      fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => condition("AND", left, right)),
      fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => condition("OR", left, right)),
      tie("tree").map((inner) => condition("NOT", inner)),
    ),
  }));

  test("SV-20 the laws of De Morgan hold everywhere", () => {
    fc.assert(
      fc.property(tree, tree, (left, right) => {
        for (const seen of everyValuation()) {
          expect(truthOf(condition("NOT", condition("AND", left, right)), seen)).toBe(
            truthOf(condition("OR", condition("NOT", left), condition("NOT", right)), seen),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test("SV-20 a condition is a function of what is seen", () => {
    fc.assert(
      fc.property(tree, (written) => {
        for (const seen of everyValuation()) expect(truthOf(written, seen)).toBe(truthOf(written, { ...seen }));
      }),
      { numRuns: 60 },
    );
  });
});

describe("the words", () => {
  test.each([
    ["REGIME_EQ", 0, [true, false, false]],
    ["REGIME_EQ", 1, [false, true, false]],
    ["REGIME_EQ", 2, [false, false, true]],
    ["REGIME_GE", 0, [true, true, true]],
    ["REGIME_GE", 1, [false, true, true]],
    ["REGIME_GE", 2, [false, false, true]],
  ])("SV-20 %s(%i) in regimes 0, 1 and 2", (op, regime, expected) => {
    const found = ([0, 1, 2] as const).map((now) => truthOf(condition(op, regime), observe(worldIn(now))));
    expect(found).toEqual(expected);
  });

  test("SV-20 the reserved words say what their observations say", () => {
    for (const seen of everyValuation()) {
      expect(truthOf(condition("STAMPED"), seen)).toBe(seen.stamped);
      expect(truthOf(condition("AT_STAMP"), seen)).toBe(seen.atStamp);
      expect(truthOf(condition("AT_ZONE_A"), seen)).toBe(seen.atZoneA);
      expect(truthOf(condition("AT_ZONE_B"), seen)).toBe(seen.atZoneB);
      expect(truthOf(condition("CAN_DELIVER_A"), seen)).toBe(seen.canDeliverA);
      expect(truthOf(condition("CAN_DELIVER_B"), seen)).toBe(seen.canDeliverB);
    }
  });
});

describe("what is refused", () => {
  test.each([
    [condition("EQ", "stamped", true), "/op"],
    [condition("GT", "inventory", 0), "/op"],
    [condition("LT", "inventory", 1), "/op"],
    [condition("IN_STATE", "SOURCE"), "/op"],
    [condition("HAS_RESOURCE", 1), "/op"],
    [condition("POSITION_EQ", "ZONE_A"), "/op"],
    [condition("true"), "/op"],
    [condition("XOR", ALWAYS, ALWAYS), "/op"],
    [condition(""), "/op"],
    [condition("constructor"), "/op"],
    [condition("toString"), "/op"],
    [condition("__proto__"), "/op"],
    [condition("hasOwnProperty"), "/op"],
    [condition("TRUE", 1), "/args"],
    [condition("FALSE", ALWAYS), "/args"],
    [condition("NOT"), "/args"],
    [condition("NOT", ALWAYS, ALWAYS), "/args"],
    [condition("AND"), "/args"],
    [condition("OR"), "/args"],
    [condition("AND", true), "/args/0"],
    [condition("OR", ALWAYS, "TRUE"), "/args/1"],
    [condition("AND", ALWAYS, condition("NOT", 0)), "/args/1/args/0"],
    [condition("NOT", condition("NO_SUCH_WORD")), "/args/0/op"],
    [condition("STAMPED", true), "/args"],
    [condition("AT_STAMP", ALWAYS), "/args"],
    [condition("REGIME_EQ"), "/args"],
    [condition("REGIME_EQ", 1, 1), "/args"],
    [condition("REGIME_EQ", 3), "/args/0"],
    [condition("REGIME_EQ", -1), "/args/0"],
    [condition("REGIME_EQ", "1"), "/args/0"],
    [condition("REGIME_EQ", true), "/args/0"],
    [condition("REGIME_GE", ALWAYS), "/args/0"],
  ])("SV-33 %j at %s", (written, path) => {
    expect(compiled(written)).toMatchObject({ ok: false, error: { status: "SCHEMA_ERROR", path } });
  });

  test("SV-33 nesting beyond its bound", () => {
    expect(compiled(nested(CONDITION_DEPTH_MAX)).ok).toBe(true);
    expect(compiled(nested(CONDITION_DEPTH_MAX + 1))).toMatchObject({ ok: false, error: { status: "SCHEMA_ERROR" } });
  });

  test("SV-33 a vocabulary cannot give the words of the grammar another meaning", () => {
    const liar = { parameters: [], reservedFor: null, holds: () => true };
    const vocabulary: Vocabulary = { FALSE: liar, TRUE: liar, AND: liar, OR: liar, NOT: liar };
    const seen = observe(worldIn(0));
    for (const [written, expected] of [
      [NEVER, false],
      [condition("NOT", ALWAYS), false],
      [condition("AND", NEVER), false],
      [condition("OR", NEVER), false],
    ] as const) {
      const holds = compiled(written, vocabulary);
      expect(holds.ok && holds.value(seen)).toBe(expected);
      expect(holds.ok).toBe(true);
    }
    expect(compiled(condition("AND"), vocabulary).ok).toBe(false);
  });
});
