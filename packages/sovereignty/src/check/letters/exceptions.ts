import { type Condition, condition } from "../../law/condition.ts";

/** Every word of the candidate's law with every argument that it can have. */
export const ATOMS: readonly Condition[] = [
  ...["TRUE", "FALSE", "STAMPED", "AT_STAMP", "AT_ZONE_A", "AT_ZONE_B", "CAN_DELIVER_A", "CAN_DELIVER_B"].map((word) =>
    condition(word),
  ),
  ...[0, 1, 2].flatMap((regime) => [condition("REGIME_EQ", regime), condition("REGIME_GE", regime)]),
];

/** Atoms and what is not so. */
export const LITERALS: readonly Condition[] = [...ATOMS, ...ATOMS.map((atom) => condition("NOT", atom))];

/** Two literals that are joined, each pair in one order: the order is nothing that a law could mean. */
const PAIRS: readonly Condition[] = LITERALS.flatMap((left, index) =>
  LITERALS.slice(index + 1).flatMap((right) => [condition("AND", left, right), condition("OR", left, right)]),
);

/** All conditions of at most two literals. */
export const CONDITIONS: readonly Condition[] = [...LITERALS, ...PAIRS];

/** One more conjunction or disjunction than the compiler evaluates. */
export const TOO_DEEP: Condition = Array.from({ length: 8 }).reduce<Condition>(
  (inner) => condition("NOT", inner),
  condition("TRUE"),
);
