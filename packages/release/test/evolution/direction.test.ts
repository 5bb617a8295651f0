import fc from "fast-check";
import { expect, test } from "vitest";
import { policyChanges, policyDirection } from "../../src/evolution/policy-direction.ts";
import type { Safeguard } from "../../src/evolution/safeguard.ts";
import { safeguardsDirection } from "../../src/evolution/safeguards-direction.ts";
import { subsumes } from "../../src/evolution/subsumption.ts";
import { TIGHTENING } from "../../src/evolution/tightening.ts";
import { type Policy, policyShape, readPolicy } from "../../src/policy/policy.ts";
import { policy, safeguard, starters } from "./case-facts.ts";

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** Places where a schema and the table of directions differ: fields without a direction, and directions without a field. */
function undirected(schema: unknown, table: unknown, path = ""): string[] {
  if (table === "free" || table === "fixed") return [];
  const node = schema as Node;
  if (Array.isArray(node["anyOf"])) return undirected(node["anyOf"][0], table, path);
  if (node["type"] === "array") return undirectedItems(node["items"], table, path);
  if (node["type"] !== "object") return typeof table === "string" ? [] : [path];
  if (!isNode(table)) return [path];
  const properties = node["properties"] as Node;
  const names = [...new Set([...Object.keys(properties), ...Object.keys(table)])];
  return names.flatMap((name) =>
    name in properties && name in table
      ? undirected(properties[name], table[name], `${path}/${name}`)
      : [`${path}/${name}`],
  );
}

function undirectedItems(items: unknown, table: unknown, path: string): string[] {
  if (!isNode(table)) return [path];
  if (table["names"] === "tighter") return [];
  if (typeof table["places"] === "string") return undirected(items, table["places"], `${path}/*`);
  return undirected(items, table["item"], `${path}/*`);
}

test("RS-196 every field of a policy has a direction", () => {
  expect(undirected(policyShape.jsonSchema, TIGHTENING)).toEqual([]);
});

test("RS-196 the walk finds a field without a direction, at the top and inside a list", () => {
  const schema = structuredClone(policyShape.jsonSchema) as { properties: Record<string, never> };
  schema.properties["exceptions"] = { type: "boolean" } as never;
  const signals = (
    schema.properties["stability"] as never as { properties: { signals: { items: { properties: Node } } } }
  ).properties.signals;
  signals.items.properties = { ...signals.items.properties, weight: { type: "integer" } };
  expect(undirected(schema, TIGHTENING)).toEqual(["/stability/signals/*/weight", "/exceptions"]);
});

test("RS-196 a field that the table does not know is looser", () => {
  expect(policyDirection(policy, { ...policy, exceptions: false } as Policy)).toBe("looser");
});

interface Leaf {
  readonly place: readonly (string | number)[];
  readonly value: number | string;
}

const leavesOf = (value: unknown, place: readonly (string | number)[] = []): Leaf[] => {
  if (typeof value === "number" || typeof value === "string") return [{ place, value }];
  if (Array.isArray(value)) return value.flatMap((item, at) => leavesOf(item, [...place, at]));
  return isNode(value) ? Object.entries(value).flatMap(([name, item]) => leavesOf(item, [...place, name])) : [];
};

function withLeaf(at: readonly (string | number)[], value: unknown): Policy {
  const copy = structuredClone(policy) as never as Record<string | number, never>;
  let owner = copy;
  for (const name of at.slice(0, -1)) owner = owner[name] as never;
  owner[at.at(-1) as string] = value as never;
  return copy as never as Policy;
}

const FREE = /^\/(?:version|previous|asOf|frameworks)|\/crosswalk|^\/duties\/[^/]+\/text$/;
const numbers = leavesOf(policy).filter(
  ({ value, place }) => typeof value === "number" && !FREE.test(`/${place.join("/")}`),
);
const texts = leavesOf(policy).filter(({ value }) => typeof value === "string");

test("RS-197 no number of the shipped policy moves without being seen, and both ways are never both tighter", () => {
  expect(numbers.length).toBeGreaterThan(90);
  for (const { place, value } of numbers) {
    const changed = withLeaf(place, (value as number) + 1);
    const [there, back] = [policyDirection(policy, changed), policyDirection(changed, policy)];
    expect(`${place.join("/")} ${[there, back].toSorted().join(" ")}`).toMatch(/ looser (?:looser|tighter)$/);
  }
});

test("RS-197 text that defines a line or a signal is looser to change; what decides nothing is neutral", () => {
  for (const { place } of texts) {
    const changed = withLeaf(place, "other words");
    const isFree = FREE.test(`/${place.join("/")}`);
    expect([place.join("/"), policyDirection(policy, changed)]).toEqual([
      place.join("/"),
      isFree ? "neutral" : "looser",
    ]);
  }
});

test("RS-197 a policy is neutral to itself", () => {
  expect(policyChanges(policy, structuredClone(policy))).toEqual([]);
  expect(policyDirection(policy, policy)).toBe("neutral");
});

const signal = policy.stability.signals[1] as Policy["stability"]["signals"][number];
const inverse = policy.stability.signals[0] as typeof signal;
const withSignals = (signals: readonly (typeof signal)[]): Policy => ({
  ...policy,
  stability: { ...policy.stability, signals },
});
const withSignal = (change: Partial<typeof signal>, of = signal): Policy =>
  withSignals(policy.stability.signals.map((each) => (each.signal === of.signal ? { ...each, ...change } : each)));
const withDuty = (name: string, strengths: Policy["duties"][number]["strengths"]): Policy => ({
  ...policy,
  duties: policy.duties.map((duty) => (duty.name === name ? { ...duty, strengths } : duty)),
});

const withModulation = (change: Partial<Policy["arbitration"]["modulation"]>): Policy => ({
  ...policy,
  arbitration: { ...policy.arbitration, modulation: { ...policy.arbitration.modulation, ...change } },
});

test.each<[string, Policy, string]>([
  ["41 sources", { ...policy, verification: { ...policy.verification, sourcesMin: 41 } }, "tighter"],
  ["39 sources", { ...policy, verification: { ...policy.verification, sourcesMin: 39 } }, "looser"],
  ["a lower ceiling", { ...policy, arbitration: { ...policy.arbitration, ceiling: 9_400 } }, "tighter"],
  [
    "a higher tolerance at one row",
    { ...policy, arbitration: { ...policy.arbitration, tolerance: [5_000, 2_500, 1_001, 500] } },
    "looser",
  ],
  [
    "screening of larger subjects",
    { ...policy, screening: { trainingFlopMax: "1000000000000000000000000" } },
    "looser",
  ],
  [
    "screening of smaller subjects",
    { ...policy, screening: { trainingFlopMax: "10000000000000000000000" } },
    "tighter",
  ],
  ["a signal less", withSignals(policy.stability.signals.slice(1)), "looser"],
  ["a signal more", withSignals([...policy.stability.signals, { ...signal, signal: "another" }]), "tighter"],
  ["the same signals in another order", withSignals(policy.stability.signals.toReversed()), "neutral"],
  ["a signal twice", withSignals([...policy.stability.signals, signal]), "looser"],
  ["a signal for fewer actions", withSignal({ actions: signal.actions.slice(1) }), "looser"],
  ["a signal from a higher level", withSignal({ from: "ASL-4" }), "looser"],
  ["a lower bad bound where lower is better", withSignal({ badMicro: signal.badMicro - 1 }), "tighter"],
  ["a lower bad bound where higher is better", withSignal({ badMicro: inverse.badMicro - 1 }, inverse), "looser"],
  ["bounds that change sides", withSignal({ badMicro: 0 }), "looser"],
  ["a duty that binds more", withDuty("evolution", ["required", "required", "required", "strict"]), "tighter"],
  ["a duty that binds less", withDuty("evolution", ["free", "metered", "required", "strict"]), "looser"],
  ["one tighter and one looser", { ...policy, overrideDaysMax: 6, decisionValidDays: 31 }, "looser"],
  [
    "a threshold more",
    { ...policy, thresholds: [...policy.thresholds, { ...policy.thresholds[0]!, id: "x" }] },
    "looser",
  ],
  ["a smaller step of modulation, which gives back more at once", withModulation({ factor: 8_499 }), "looser"],
  ["a larger one", withModulation({ factor: 8_501 }), "looser"],
  ["a higher floor of modulation, from which is given back", withModulation({ floor: 9_900 }), "looser"],
  ["a lower one", withModulation({ floor: 1_999 }), "looser"],
  ["a longer hold", withModulation({ holdCycles: 3 }), "tighter"],
  ["another version", { ...policy, version: "1.0.1", asOf: "2027-01-01" }, "neutral"],
])("RS-198 %s: as it should", (_, after, direction) => {
  expect(policyDirection(policy, after)).toBe(direction);
});

test("RS-198 what is tighter one way is looser the other, over many numbers at once", () => {
  const moves = fc.uniqueArray(fc.record({ at: fc.nat(numbers.length - 1), by: fc.constantFrom(-2, -1, 1, 2) }), {
    selector: ({ at }) => at,
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(moves, (list) => {
      let after = policy;
      for (const { at, by } of list) {
        const { place, value } = numbers[at] as Leaf;
        const copy = structuredClone(after) as never as Record<string | number, never>;
        let owner = copy;
        for (const name of place.slice(0, -1)) owner = owner[name] as never;
        owner[place.at(-1) as string] = ((value as number) + by) as never;
        after = copy as never as Policy;
      }
      const [there, back] = [policyDirection(policy, after), policyDirection(after, policy)];
      return there === "looser" ? back !== "neutral" : there === "tighter" && back === "looser";
    }),
    { numRuns: 300 },
  );
});

test.each<[string, readonly Safeguard[], string]>([
  ["one rule more", [...starters, safeguard("x", { requirement: { need: "drill" } })], "tighter"],
  ["one rule less", starters.slice(1), "looser"],
  ["one less and one more", [...starters.slice(1), safeguard("x", { requirement: { need: "drill" } })], "looser"],
  [
    "a later level",
    starters.map((rule, place) => (place === 0 ? { ...rule, from: "ASL-2" as const } : rule)),
    "looser",
  ],
  ["a lapse", starters.map((rule, place) => (place === 0 ? { ...rule, status: "proposed" as const } : rule)), "looser"],
  [
    "a narrower trigger",
    starters.map((rule) =>
      rule.trigger.on === "always" ? { ...rule, trigger: { on: "risk" as const, domain: rule.domain } } : rule,
    ),
    "looser",
  ],
  [
    "a wider trigger",
    starters.map((rule, place) => (place === 0 ? { ...rule, trigger: { on: "always" as const } } : rule)),
    "tighter",
  ],
  [
    "another domain",
    starters.map((rule, place) => (place === 0 ? { ...rule, domain: "cyber" as const } : rule)),
    "looser",
  ],
  ["a proposal more", [...starters, safeguard("x", { status: "proposed" })], "neutral"],
  ["other words", starters.map((rule) => ({ ...rule, hazard: "in other words", owner: "another" })), "neutral"],
  ["another order", starters.toReversed(), "neutral"],
])("RS-199 rules with %s: as it should", (_, after, direction) => {
  expect(safeguardsDirection(starters, after)).toBe(direction);
});

const lines = fc.record({ comparator: fc.constantFrom("at least", "at most"), share: fc.nat(10_000) });

test("RS-199 an evaluation's trigger subsumes another exactly where it holds for every share for which that holds", () => {
  const holds = ({ comparator, share }: { comparator: string; share: number }, value: number): boolean =>
    comparator === "at least" ? value >= share : value <= share;
  fc.assert(
    fc.property(lines, lines, fc.nat(10_000), (one, other, value) => {
      const [wide, narrow] = [one, other].map((line) => ({ on: "evaluation", evaluation: "e", ...line }) as never);
      return !subsumes(wide!, narrow!) || !holds(other, value) || holds(one, value);
    }),
  );
});

const ruleSets = fc.array(
  fc
    .record({
      id: fc.constantFrom("a", "b", "c"),
      domain: fc.constantFrom("cyber", "cbrn"),
      from: fc.constantFrom("ASL-1", "ASL-4", "BEYOND"),
      status: fc.constantFrom("active", "provisional", "proposed"),
      trigger: fc.constantFrom(
        { on: "always" },
        { on: "risk", domain: "cyber" },
        { on: "claim", kind: "capability", domain: null },
        { on: "claim", kind: "capability", domain: "cyber" },
      ),
      requirement: fc.constantFrom(
        { need: "drill" },
        { need: "claim", kind: "control", domain: null },
        { need: "claim", kind: "control", domain: "cyber" },
      ),
    })
    .map(({ id, ...change }) => safeguard(id, change as Partial<Safeguard>)),
  { maxLength: 4 },
);

test("RS-199 direction of rule sets is antisymmetric", () => {
  fc.assert(
    fc.property(ruleSets, ruleSets, (before, after) => {
      const [there, back] = [safeguardsDirection(before, after), safeguardsDirection(after, before)];
      if (there === "neutral") return back === "neutral";
      return there === "tighter" ? back === "looser" : back !== "neutral";
    }),
    { numRuns: 2_000 },
  );
});

test("RS-196 the shipped policy is one that the table was written for", () => {
  expect(readPolicy(policy).format).toBe("plimsoll release policy 1");
});
