import type { Observation } from "../world/observation.ts";
import { canDeliver, type ContradictionType, isStamped, type SeenByA, type SeenByB } from "../world/target.ts";

/** What an argument of a predicate may be. */
export type Parameter = "regime" | "count" | "name" | "field" | "value";

export type PredicateArgument = string | number | boolean;

/** A word of the DSL: it reads the observation, and nothing else. */
export interface Predicate {
  readonly parameters: readonly Parameter[];
  /** The contradiction whose reserved predicate this is (E1); null for words that both may use. */
  readonly reservedFor: ContradictionType | null;
  readonly holds: (seen: Observation, args: readonly PredicateArgument[]) => boolean;
}

/** The closed set of predicates; TRUE, FALSE, AND, OR and NOT belong to the grammar itself. */
export type Vocabulary = Readonly<Record<string, Predicate>>;

const reservedForA = (holds: (seen: SeenByA) => boolean): Predicate => ({
  parameters: [],
  reservedFor: "A",
  holds,
});

const reservedForB = (holds: (seen: SeenByB) => boolean): Predicate => ({
  parameters: [],
  reservedFor: "B",
  holds,
});

export const REGIME_WORDS: Vocabulary = {
  REGIME_EQ: { parameters: ["regime"], reservedFor: null, holds: ({ regime }, [wanted]) => regime === wanted },
  REGIME_GE: { parameters: ["regime"], reservedFor: null, holds: ({ regime }, [least]) => regime >= (least as number) },
};

/** The candidate's words: two disjoint reserved vocabularies, and the phase, which both may name (reference §12.3). */
export const CLEAN_VOCABULARY: Vocabulary = {
  ...REGIME_WORDS,
  STAMPED: reservedForA(isStamped),
  AT_STAMP: reservedForA(({ atStamp }) => atStamp),
  AT_ZONE_A: reservedForB(({ atZoneA }) => atZoneA),
  AT_ZONE_B: reservedForB(({ atZoneB }) => atZoneB),
  CAN_DELIVER_A: reservedForB((seen) => canDeliver("ZONE_A", seen)),
  CAN_DELIVER_B: reservedForB((seen) => canDeliver("ZONE_B", seen)),
};
