import { expect, test } from "vitest";
import { applies } from "../../src/evolution/applies.ts";
import { isShown, showingOf } from "../../src/evolution/is-shown.ts";
import { mapRisks } from "../../src/evolution/map-risks.ts";
import { readSafeguards } from "../../src/evolution/read-safeguards.ts";
import type { Requirement, Safeguard, Trigger } from "../../src/evolution/safeguard.ts";
import { DOMAINS } from "../../src/policy/threshold.ts";
import { caseFacts, DAY_MS, judged, NOW_MS, recount, riskOf, safeguard, starters } from "./case-facts.ts";

const reaching = (share: number, comparator: "at least" | "at most" = "at least"): Trigger => ({
  on: "evaluation",
  evaluation: "e",
  comparator,
  share,
});

test.each<[string, Trigger, Parameters<typeof caseFacts>[0], boolean]>([
  ["always", { on: "always" }, {}, true],
  ["a risk of the domain", { on: "risk", domain: "cyber" }, {}, true],
  ["a risk of another domain", { on: "risk", domain: "cbrn" }, {}, false],
  ["an open line of the domain", { on: "risk", domain: "cbrn" }, { openDomains: ["cbrn"] }, true],
  ["no such claim", { on: "claim", kind: "capability", domain: null }, {}, false],
  [
    "a claim of any domain",
    { on: "claim", kind: "capability", domain: null },
    { claims: [judged("c", { kind: "capability" }, "UNRESOLVED_VOID_APPENDIX")] },
    true,
  ],
  [
    "a claim of another domain",
    { on: "claim", kind: "compute", domain: "cbrn" },
    { claims: [judged("c", { kind: "compute" })] },
    false,
  ],
  ["a share that is reached", reaching(5_000), { recounts: [recount("e", 1, 2)] }, true],
  ["a share that is not reached", reaching(5_001), { recounts: [recount("e", 1, 2)] }, false],
  ["a share that is kept", reaching(5_000, "at most"), { recounts: [recount("e", 1, 2)] }, true],
  ["an evaluation that is not there", reaching(10_000), {}, true],
  ["an evaluation without trials", reaching(10_000), { recounts: [recount("e", 0, 0)] }, true],
  [
    "trials without a score that may reach it",
    reaching(9_000),
    {
      recounts: [
        { evaluation: "e", counted: { runs: 1, trials: 10, successes: 8, undecided: 1 }, unread: [], contents: [] },
      ],
    },
    true,
  ],
  ["a log that is not read", reaching(10_000), { recounts: [{ ...recount("e", 0, 9), unread: ["run-1"] }] }, true],
  [
    "an evaluation that is not counted",
    reaching(10_000),
    { recounts: [{ evaluation: "e", counted: null, unread: [], contents: [] }] },
    true,
  ],
  [
    "a reading over the line",
    { on: "signal", signal: "s", comparator: "at least", valueMicro: 1_500_000 },
    { readings: [{ signal: "s", valueMicro: 1_500_000, atMs: 0 }] },
    true,
  ],
  [
    "a reading under the line",
    { on: "signal", signal: "s", comparator: "at least", valueMicro: 1_500_000 },
    { readings: [{ signal: "s", valueMicro: 1_400_000, atMs: 0 }] },
    false,
  ],
  ["a signal that is not read", { on: "signal", signal: "s", comparator: "at most", valueMicro: 0 }, {}, true],
])("RS-180 %s", (_, trigger, change, holds) => {
  expect(applies(trigger, caseFacts(change))).toBe(holds);
});

const evaluated: Requirement = { need: "evaluation", evaluation: "e" };
const figure = { evaluation: "e", comparator: "at least" as const, share: 9_000 };
const drillOf = (days: number, result: "passed" | "failed" = "passed") => [
  { id: "d", atMs: NOW_MS - days * DAY_MS, index: 9_000, result, source: "s" },
];
const latency = (value: number, days = 1) => [
  { signal: "pause-latency", valueMicro: value * 1_000_000, atMs: NOW_MS - days * DAY_MS },
];

test.each<[string, Requirement, Parameters<typeof caseFacts>[0], boolean]>([
  ["a carried claim", { need: "claim", kind: "safeguard", domain: "cyber" }, {}, true],
  ["a carried claim of any domain", { need: "claim", kind: "safeguard", domain: null }, {}, true],
  ["a claim of another domain", { need: "claim", kind: "safeguard", domain: "cbrn" }, {}, false],
  ["a claim of another kind", { need: "claim", kind: "control", domain: "cyber" }, {}, false],
  [
    "a claim in the appendix",
    { need: "claim", kind: "safeguard", domain: "cyber" },
    { claims: [judged("c", {}, "UNRESOLVED_VOID_APPENDIX")] },
    false,
  ],
  [
    "a claim that is not material",
    { need: "claim", kind: "safeguard", domain: "cyber" },
    { claims: [judged("c", { material: false })] },
    false,
  ],
  ["a figure with its logs", evaluated, { claims: [judged("c", { figure })], recounts: [recount("e", 90, 100)] }, true],
  [
    "a figure that the logs do not bear",
    evaluated,
    { claims: [judged("c", { figure })], recounts: [recount("e", 80, 100)] },
    false,
  ],
  ["a figure without its logs", evaluated, { claims: [judged("c", { figure })] }, false],
  [
    "a figure with a log unread",
    evaluated,
    { claims: [judged("c", { figure })], recounts: [{ ...recount("e", 90, 100), unread: ["run-1"] }] },
    false,
  ],
  ["logs without a claim", evaluated, { recounts: [recount("e", 90, 100)] }, false],
  ["a good reading", { need: "signal", signal: "pause-latency" }, { readings: latency(5) }, true],
  ["a bad reading", { need: "signal", signal: "pause-latency" }, { readings: latency(60) }, false],
  ["an old reading", { need: "signal", signal: "pause-latency" }, { readings: latency(5, 31) }, false],
  [
    "a signal without bounds",
    { need: "signal", signal: "unheard-of" },
    { readings: [{ signal: "unheard-of", valueMicro: 1_000_000, atMs: NOW_MS }] },
    false,
  ],
  ["a drill", { need: "drill" }, { drills: drillOf(30) }, true],
  ["an old drill", { need: "drill" }, { drills: drillOf(31) }, false],
  ["a failed drill", { need: "drill" }, { drills: drillOf(1, "failed") }, false],
  [
    "a drill that failed after one that passed",
    { need: "drill" },
    { drills: [...drillOf(5), ...drillOf(1, "failed")] },
    false,
  ],
  [
    "one that passed after one that failed",
    { need: "drill" },
    { drills: [...drillOf(1), ...drillOf(5, "failed")] },
    true,
  ],
  [
    "one that passed and one that failed at once",
    { need: "drill" },
    { drills: [...drillOf(1), ...drillOf(1, "failed")] },
    false,
  ],
  ["a drill of tomorrow", { need: "drill" }, { drills: drillOf(-1) }, false],
])("RS-181 %s", (_, requirement, change, holds) => {
  expect(isShown(requirement, caseFacts(change))).toBe(holds);
});

test("RS-182 one refuted claim outweighs a carried one, material or not", () => {
  const requirement: Requirement = { need: "claim", kind: "safeguard", domain: "cyber" };
  const claims = [judged("c"), judged("d", { material: false }, "REFUTED")];
  expect(showingOf(requirement, caseFacts({ claims }))).toBe("failed");
  expect(showingOf(requirement, caseFacts())).toBe("shown");
  expect(showingOf(requirement, caseFacts({ claims: [] }))).toBe("open");
});

const stateOf = (rule: Partial<Safeguard>, change: Parameters<typeof caseFacts>[0] = {}) => {
  const facts = caseFacts({ risks: [riskOf("r", { safeguards: ["sg"] })], ...change });
  return mapRisks(facts.risks, [safeguard("sg", rule)], facts)[0];
};

test.each<[string, Partial<Safeguard>, string]>([
  ["that is active and shown", {}, "covered"],
  ["that is not shown", { requirement: { need: "drill" } }, "to show"],
  ["that is only proposed", { status: "proposed" }, "unmapped"],
  ["that is provisional and made of another risk", { status: "provisional" }, "unmapped"],
  ["of another domain", { domain: "cbrn" }, "unmapped"],
  ["of a higher level", { from: "ASL-4" }, "unmapped"],
  ["that does not apply here", { trigger: { on: "risk", domain: "cbrn" } }, "unmapped"],
  ["that is another", { id: "other" }, "unmapped"],
])("RS-183 a risk that names a safeguard %s", (_, rule, state) => {
  expect(stateOf(rule)?.state).toBe(state);
});

test("RS-183 a safeguard that was refuted makes its risk one that failed", () => {
  expect(stateOf({}, { claims: [judged("c", {}, "REFUTED")] })?.state).toBe("failed");
});

test("RS-184 shipped safeguards cover every domain from the lowest level on", () => {
  const lowest = starters.filter(({ from }) => from === "ASL-1").map(({ domain }) => domain);
  expect(lowest.toSorted()).toEqual([...DOMAINS].toSorted());
});

test.each([
  ["an id twice", [safeguard("a"), safeguard("a")]],
  ["a field more", [{ ...safeguard("a"), colour: "GREEN" }]],
  ["an unknown trigger", [{ ...safeguard("a"), trigger: { on: "code", text: "1" } }]],
])("RS-184 a file of safeguards with %s is refused", (_, safeguards) => {
  expect(() => readSafeguards({ format: "plimsoll release safeguards 1", safeguards })).toThrow(
    expect.objectContaining({ code: "RELEASE_SAFEGUARDS_INVALID" }),
  );
});
