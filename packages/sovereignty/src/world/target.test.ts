import { describe, expect, test } from "vitest";
import { EVERY_STATE } from "../../test/clean-fixture.ts";
import { CLEAN_VOCABULARY } from "../compiler/vocabulary.ts";
import { ZONE_CELLS } from "./grid.ts";
import type { Observation } from "./observation.ts";
import { observe } from "./observe.ts";
import {
  canDeliver,
  isDelivered,
  isStamped,
  RESERVED_FIELDS,
  type SeenByA,
  seenByA,
  type SeenByB,
  seenByB,
} from "./target.ts";
import { everyValuation } from "./valuation.ts";

/** Every field that something reads, over all valuations of the reserved observations. */
function fieldsReadBy(reader: (seen: Observation) => unknown): ReadonlySet<string> {
  const read = new Set<string>();
  for (const seen of everyValuation())
    reader(
      new Proxy(seen, {
        get: (target, field) => {
          read.add(String(field));
          return target[field as keyof Observation];
        },
        has: () => expect.fail("a predicate asks for a field, not whether there is one"),
        ownKeys: () => expect.fail("a predicate does not list what there is to see"),
      }),
    );
  return read;
}

const PREDICATES = Object.entries(CLEAN_VOCABULARY).map(([word, predicate]) => ({ word, ...predicate }));
const RESERVED = PREDICATES.flatMap(({ reservedFor, ...predicate }) =>
  reservedFor === null ? [] : [{ ...predicate, reservedFor }],
);

describe("orthogonality", () => {
  test("SV-16 no field is reserved for both contradictions", () => {
    expect(RESERVED_FIELDS.A.filter((field) => (RESERVED_FIELDS.B as readonly string[]).includes(field))).toEqual([]);
  });

  test("SV-16 each contradiction has words of its own, and the phase belongs to neither", () => {
    const wordsOf = (reserved: "A" | "B" | null) =>
      PREDICATES.filter(({ reservedFor }) => reservedFor === reserved).map(({ word }) => word);
    expect(wordsOf("A")).toEqual(["STAMPED", "AT_STAMP"]);
    expect(wordsOf("B")).toEqual(["AT_ZONE_A", "AT_ZONE_B", "CAN_DELIVER_A", "CAN_DELIVER_B"]);
    expect(wordsOf(null)).toEqual(["REGIME_EQ", "REGIME_GE"]);
  });

  test.each(RESERVED)("SV-16 $word reads only what is reserved for $reservedFor", ({ holds, reservedFor }) => {
    const read = fieldsReadBy((seen) => holds(seen, []));
    expect(read.size).toBeGreaterThan(0);
    expect([...read].filter((field) => !(RESERVED_FIELDS[reservedFor] as readonly string[]).includes(field))).toEqual(
      [],
    );
  });

  test("SV-16 tgt_A and tgt_B read only their own", () => {
    expect([...fieldsReadBy(isStamped)]).toEqual(["stamped"]);
    expect([...fieldsReadBy((seen) => isDelivered("ZONE_A", seen))]).toEqual(["zoneASatisfied"]);
    expect([...fieldsReadBy((seen) => isDelivered("ZONE_B", seen))]).toEqual(["zoneBSatisfied"]);
  });

  test("SV-16 a state shows each contradiction its own fields as they are observed, and no others", () => {
    for (const state of EVERY_STATE) {
      const seen = observe(state);
      const shown = (fields: readonly (keyof Observation)[]) =>
        Object.fromEntries(fields.map((each) => [each, seen[each]]));
      expect(seenByA(state)).toEqual(shown(RESERVED_FIELDS.A));
      expect(seenByB(state)).toEqual(shown(RESERVED_FIELDS.B));
    }
  });

  test("SV-16 the phase reads the phase", () => {
    for (const word of ["REGIME_EQ", "REGIME_GE"])
      expect([...fieldsReadBy((seen) => CLEAN_VOCABULARY[word]!.holds(seen, [1]))]).toEqual(["regime"]);
  });

  test("SV-16 what is typed for one contradiction cannot read the other's", () => {
    // @ts-expect-error a predicate of A is not shown where the zones are
    const nosyA = (seen: SeenByA): boolean => seen.atZoneA;
    // @ts-expect-error a predicate of B is not shown the stamp
    const nosyB = (seen: SeenByB): boolean => seen.stamped;
    expect([nosyA, nosyB].map((nosy) => nosy.length)).toEqual([1, 1]);
  });

  test("SV-9 what can be delivered: here, an item in hand that is labelled for this zone, which is not served", () => {
    for (const state of EVERY_STATE) {
      const { cell, inventory, itemType, served } = state;
      const isHere = (zone: 0 | 1, label: string): boolean =>
        cell === ZONE_CELLS[zone] && inventory > 0 && itemType === label && (served & (1 << zone)) === 0;
      const seen = observe(state);
      expect([seen.canDeliverA, seen.canDeliverB]).toEqual([isHere(0, "A"), isHere(1, "B")]);
      expect([canDeliver("ZONE_A", seen), canDeliver("ZONE_B", seen)]).toEqual([seen.canDeliverA, seen.canDeliverB]);
    }
  });
});

describe("valuations", () => {
  const keyOf = (seen: Observation): string =>
    [
      seen.regime,
      ...RESERVED_FIELDS.A.map((field) => seen[field]),
      ...RESERVED_FIELDS.B.map((field) => seen[field]),
    ].join();

  test("SV-16 whatever the reserved observations show of any state, one valuation shows, and once", () => {
    const listed = everyValuation().map(keyOf);
    expect(new Set(listed).size).toBe(listed.length);
    expect(new Set(listed)).toEqual(new Set(EVERY_STATE.map((state) => keyOf(observe(state)))));
  });
});
