import fc from "fast-check";
import { type Condition, condition } from "../../src/law/condition.ts";

const PHASES: readonly Condition[] = [0, 1, 2].flatMap((regime) => [
  condition("REGIME_EQ", regime),
  condition("REGIME_GE", regime),
]);

/** Words that a repair of each contradiction may use: its own, the phases and the constants. */
export const WORDS = {
  A: [...PHASES, condition("TRUE"), condition("FALSE"), condition("STAMPED"), condition("AT_STAMP")],
  B: [
    ...PHASES,
    ...["TRUE", "FALSE", "AT_ZONE_A", "AT_ZONE_B", "CAN_DELIVER_A", "CAN_DELIVER_B"].map((op) => condition(op)),
  ],
} as const satisfies Record<"A" | "B", readonly Condition[]>;

/** All conditions of one word or two, each as it is or denied. */
export function conditionsOfTwoWords(words: readonly Condition[]): readonly Condition[] {
  const literals = words.flatMap((word) => [word, condition("NOT", word)]);
  const pairs = literals.flatMap((left, index) =>
    literals.slice(index + 1).flatMap((right) => [condition("AND", left, right), condition("OR", left, right)]),
  );
  return [...literals, ...pairs];
}

const ALL_WORDS = [...WORDS.A, ...WORDS.B.slice(PHASES.length + 2)];

/** Conditions of any words, up to the depth at which a patch is still read. */
export const anyCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(...ALL_WORDS),
    fc.record({ op: fc.constantFrom("AND", "OR"), args: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ op: fc.constant("NOT"), args: fc.tuple(tie("condition")) }),
  ),
})).condition;
