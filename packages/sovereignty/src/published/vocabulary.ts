import { type PredicateArgument, type Predicate, REGIME_WORDS, type Vocabulary } from "../compiler/vocabulary.ts";
import type { Observation } from "../world/observation.ts";

const word = (parameters: Predicate["parameters"], holds: Predicate["holds"]): Predicate => ({
  parameters,
  reservedFor: null,
  holds,
});

/**
 * The public original's predicates (reference §3.1). None is reserved (§11 T18), `IN_STATE` compares a name with a pair of
 * coordinates and so never holds, and `CAN_DELIVER_x` does not ask whether zone x still wants anything.
 */
export const PUBLISHED_VOCABULARY: Vocabulary = {
  ...REGIME_WORDS,
  EQ: word(["field", "value"], (seen, [field, value]) => fieldOf(seen, field) === value),
  GT: word(["field", "value"], (seen, [field, value]) => isOrdered(value, fieldOf(seen, field))),
  LT: word(["field", "value"], (seen, [field, value]) => isOrdered(fieldOf(seen, field), value)),
  IN_STATE: word(["name"], () => false),
  HAS_RESOURCE: word(["count"], ({ inventory }, [least]) => inventory >= (least as number)),
  STAMPED: word([], ({ stamped }) => stamped),
  POSITION_EQ: word(["name"], ({ position }, [name]) => position === name),
  CAN_DELIVER_A: word([], (seen) => canDeliverAsPublished("A", seen)),
  CAN_DELIVER_B: word([], (seen) => canDeliverAsPublished("B", seen)),
};

const canDeliverAsPublished = (item: "A" | "B", { atZoneA, atZoneB, inventory, itemType }: Observation): boolean =>
  (item === "A" ? atZoneA : atZoneB) && inventory > 0 && itemType === item;

/** Only numbers have an order here; the original would stop with an error on anything else. */
const isOrdered = (less: unknown, more: unknown): boolean =>
  typeof less === "number" && typeof more === "number" && less < more;

/** The original's names of the fields. Its pair of coordinates equals no plain value and is left out. */
const FIELDS: Readonly<Record<string, (seen: Observation) => PredicateArgument | null>> = {
  position: ({ position }) => position,
  inventory: ({ inventory }) => inventory,
  item_type: ({ itemType }) => itemType,
  zone_a_demand: ({ zoneADemand }) => zoneADemand,
  zone_b_demand: ({ zoneBDemand }) => zoneBDemand,
  zone_c_demand: ({ zoneCDemand }) => zoneCDemand,
  zone_a_satisfied: ({ zoneASatisfied }) => zoneASatisfied,
  zone_b_satisfied: ({ zoneBSatisfied }) => zoneBSatisfied,
  zone_c_satisfied: ({ zoneCSatisfied }) => zoneCSatisfied,
  step: ({ step }) => step,
  episode: ({ episode }) => episode,
  rule_r1_active: ({ ruleR1Active }) => ruleR1Active,
  regime: ({ regime }) => regime,
  stamped: ({ stamped }) => stamped,
  dual_delivery_mode: ({ dualDeliveryMode }) => dualDeliveryMode,
  can_deliver_a: (seen) => canDeliverAsPublished("A", seen),
  can_deliver_b: (seen) => canDeliverAsPublished("B", seen),
};

/** Undefined for a field that is not there: it equals nothing and stands in no order. */
function fieldOf(seen: Observation, field: PredicateArgument | undefined): PredicateArgument | null | undefined {
  const name = String(field);
  return Object.hasOwn(FIELDS, name) ? FIELDS[name]!(seen) : undefined;
}
