import { describe, expect, test } from "vitest";
import type { WindowSet } from "../../src/control/window-set.ts";
import { FAMILIES } from "../../src/credit/family.ts";
import { graphDigest } from "../../src/graph/graph.ts";
import { shippedPolicy } from "../../src/policy/shipped-policy.ts";
import { creditPower, graphCreditPower, screenedCreditPower } from "../../src/power/credit-power.ts";
import { noPower } from "../../src/power/power-level.ts";
import type { Checkpoint } from "../../src/state/checkpoint.ts";
import type { Deployment } from "../../src/state/deployment.ts";
import type { Lineage } from "../../src/state/lineage.ts";
import type { Site } from "../../src/state/state.ts";
import { checkpoint, closedSet, digestNamed, gap, lineage, NOW_MS, passed, results, stateWith } from "./samples.ts";

const HOUR_MS = 3_600_000;
const site: Site = {
  name: "test",
  policy: { ...shippedPolicy, coverFlop: "1000", screeningFlop: "500" },
  policyDigest: digestNamed("policy"),
  scheduled: null,
};

const goodSet = (fields: Partial<WindowSet> = {}) =>
  closedSet({
    digest: digestNamed("w0"),
    closedAt: NOW_MS - HOUR_MS,
    gap: gap("proven"),
    detectability: { verdict: "hidden" },
    ...fields,
  });

interface Case {
  readonly set?: Partial<WindowSet>;
  readonly line?: Partial<Lineage>;
  readonly head?: Partial<Checkpoint>;
  readonly tier?: 1 | 2 | 3;
  readonly policy?: Partial<Site["policy"]>;
  readonly nowMs?: number;
}

/** A head whose three families, gap and hiddenness are in order, but for what the case changes. */
function powerOf({ set = {}, line = {}, head = {}, tier = 1, policy = {}, nowMs = NOW_MS }: Case) {
  const weights = checkpoint("w0", { families: passed(FAMILIES.slice(0, 3), digestNamed("w0")), ...head });
  const state = stateWith({ checkpoints: [weights, checkpoint("w1")], windowSets: [goodSet(set)] });
  const ruled = { ...site, policy: { ...site.policy, ...policy } };
  return creditPower(state, ruled, lineage(line), weights, tier, nowMs);
}

const reasonOf = (given: Case) => powerOf(given).reasons[0];
const own = digestNamed("w0");

describe("K-62 credit", () => {
  test("K-62 families, gap and hiddenness in order carry full power", () => {
    expect(powerOf({})).toMatchObject({ levelPpm: 1_000_000, band: "full" });
  });

  test.each<[string, Partial<WindowSet>, string]>([
    ["a gap", { gap: gap("shown") }, "DECEPTION_GAP"],
    ["no proof that there is no gap", { gap: gap("unproven") }, "DECEPTION_UNPROVEN"],
    ["a SHADOW that is easily told", { detectability: { verdict: "detectable" } }, "SHADOW_DETECTABLE"],
  ])(
    "K-62 %s counts on the weights themselves beside a newer set on their ancestors, and in that beside their own",
    (_, fields, reason) => {
      const families = passed(FAMILIES.slice(0, 3), own);
      const weights = checkpoint("w0", { families, lastSets: ["newest"], nearestSets: ["own"] });
      for (const bad of ["newest", "own"]) {
        const windowSets = ["newest", "own"].map((set) => goodSet({ set, ...(set === bad ? fields : {}) }));
        const state = stateWith({ checkpoints: [weights], windowSets });
        expect(creditPower(state, site, lineage({}), weights, 1, NOW_MS)).toEqual(noPower(reason as "DECEPTION_GAP"));
      }
    },
  );

  test.each<[string, Case, string]>([
    ["two of three families", { head: { families: passed(FAMILIES.slice(0, 2), own) } }, "FAMILIES_UNPROVEN"],
    ["three families in Tier 3", { tier: 3 }, "FAMILIES_UNPROVEN"],
    ["evidence that is too old", { nowMs: NOW_MS + 23 * HOUR_MS + 1 }, "DECEPTION_UNPROVEN"],
    [
      "a failing family on the lineage",
      { line: { families: results(["tool_sabotage"], "failed", digestNamed("fork")) } },
      "FAMILY_FAILING",
    ],
    [
      "a family that failed here and was passed on a fork alone",
      {
        head: { families: { ...passed(FAMILIES.slice(0, 3), own), ...results(["tool_sabotage"], "failed", own) } },
        line: { families: passed(FAMILIES, digestNamed("fork")) },
      },
      "FAMILY_FAILING",
    ],
    [
      "probes learnt by heart",
      { line: { families: results(["adversarial_dialogue"], "overfit", own) } },
      "OVERSIGHT_OVERFIT",
    ],
    ["identity asked but not passed", { policy: { asksNormativeIdentity: true } }, "FAMILIES_UNPROVEN"],
    ["no proof that there is no gap", { set: { gap: gap("unproven") } }, "DECEPTION_UNPROVEN"],
    ["no window set at all", { head: { lastSets: [], families: passed(FAMILIES, own) } }, "DECEPTION_UNPROVEN"],
    ["a set still open", { set: { closedAt: null, gap: null } }, "DECEPTION_UNPROVEN"],
    ["a gap shown by the newest set", { set: { gap: gap("shown") } }, "DECEPTION_GAP"],
    ["a gap shown before", { line: { gapShownBy: "earlier" } }, "DECEPTION_GAP"],
    ["a SHADOW that is easily told", { set: { detectability: { verdict: "detectable" } } }, "SHADOW_DETECTABLE"],
    ["a SHADOW that nobody tested", { set: { detectability: { verdict: "unproven" } } }, "SHADOW_DETECTABLE"],
  ])("K-62 %s leave no power", (_, given, reason) => {
    expect(powerOf(given)).toEqual(noPower(reason as never));
  });

  test("K-62 all five families carry Tier 3", () => {
    expect(powerOf({ tier: 3, head: { families: passed(FAMILIES, own) } }).band).toBe("full");
  });

  test("K-61 a SHADOW that is sometimes told carries research", () => {
    expect(powerOf({ set: { detectability: { verdict: "research" } } })).toMatchObject({
      levelPpm: 200_000,
      reasons: ["SHADOW_DETECTABLE"],
    });
  });

  test("K-62 families age by themselves", () => {
    const old = passed(FAMILIES.slice(0, 3), own, NOW_MS - 24 * HOUR_MS - 1);
    expect(reasonOf({ head: { families: old } })).toBe("FAMILIES_UNPROVEN");
    const young = passed(FAMILIES.slice(0, 3), own, NOW_MS - 24 * HOUR_MS);
    expect(powerOf({ head: { families: young } }).band).toBe("full");
  });
});

describe("K-62 the cover of families and gap", () => {
  const [w0, w1, w2] = ["w0", "w1", "w2"].map(digestNamed) as [
    `sha256:${string}`,
    `sha256:${string}`,
    `sha256:${string}`,
  ];
  const line = (flop: string): readonly [Checkpoint, Checkpoint, Checkpoint] => {
    const families = passed(FAMILIES, w0);
    return [
      checkpoint("w0", { families, children: [w1] }),
      checkpoint("w1", { families, parent: w0, ordinal: 1, trainedFlop: flop, flopAtMost: flop, children: [w2] }),
      checkpoint("w2", { families, parent: w1, ordinal: 2, trainedFlop: flop, flopAtMost: flop }),
    ];
  };
  const powerOn = (place: 0 | 1 | 2, flop: string) => {
    const checkpoints = line(flop);
    const state = stateWith({ checkpoints, windowSets: [goodSet()] });
    return creditPower(state, site, lineage(), checkpoints[place], 1, NOW_MS);
  };

  test("K-62 one checkpoint further is covered, two are not, nor is more FLOP", () => {
    expect(powerOn(0, "1000").band).toBe("full");
    expect(powerOn(1, "1000").band).toBe("full");
    expect(powerOn(2, "1000").reasons).toEqual(["DECEPTION_UNPROVEN"]);
    expect(powerOn(1, "1001").reasons).toEqual(["DECEPTION_UNPROVEN"]);
  });
});

describe("K-62 screened models", () => {
  test("K-62 need the gap alone", () => {
    const weights = checkpoint("w0");
    const powerWith = (set: Partial<WindowSet>) =>
      screenedCreditPower(
        stateWith({ checkpoints: [weights], windowSets: [goodSet(set)] }),
        site,
        lineage(),
        weights,
        NOW_MS,
      );
    expect(powerWith({ detectability: { verdict: "unproven" } }).band).toBe("full");
    expect(powerWith({ gap: gap("unproven") }).reasons).toEqual(["DECEPTION_UNPROVEN"]);
  });
});

describe("K-62 deployed graphs", () => {
  const other = digestNamed("other");
  const graph = {
    nodes: [
      { node: "writer", kind: "model", weights: own, components: [] },
      { node: "critic", kind: "model", weights: other, components: [] },
      { node: "search", kind: "tool", weights: null, components: [digestNamed("tool")] },
    ],
    edges: [{ from: "writer", to: "search", privilege: "tool_access" }],
  };
  const deployment = (fields: Partial<Deployment> = {}): Deployment => ({
    deployment: "service",
    lab: "acme",
    graph,
    graphDigest: graphDigest(graph),
    audience: "internal",
    tier: 1,
    lineages: ["line-1", "line-2"],
    apiCallsPerSecondMax: 1,
    quarter: "2026Q3",
    paidMicroCu: 0,
    priceMicroCu: 0,
    receiptIndex: 0,
    registeredAt: 0,
    ended: false,
    openSet: null,
    lastSets: ["set"],
    failedAttempts: {},
    desired: noPower("CONTROL_UNPROVEN"),
    ...fields,
  });
  const models = (writerFields: Partial<Checkpoint>, criticFields: Partial<Checkpoint>) => [
    checkpoint("w0", { trainedFlop: "1000", families: passed(FAMILIES.slice(0, 3), own), ...writerFields }),
    checkpoint("other", {
      trainedFlop: "1000",
      lineage: "line-2",
      families: passed(FAMILIES.slice(2), other),
      ...criticFields,
    }),
  ];
  const powerOfGraph = ({
    set = {},
    writer = {},
    critic = {},
    line = {},
    fields = {},
  }: {
    set?: Partial<WindowSet>;
    writer?: Partial<Checkpoint>;
    critic?: Partial<Checkpoint>;
    line?: Partial<Lineage>;
    fields?: Partial<Deployment>;
  }) => {
    const state = stateWith({
      site,
      datasets: [digestNamed("tool")],
      checkpoints: models(writer, critic),
      windowSets: [goodSet({ digest: graphDigest(graph), lineage: null, ...set })],
      lineages: [lineage(), lineage({ lineage: "line-2", ...line })],
    });
    return graphCreditPower(state, site, deployment(fields), NOW_MS);
  };

  test("K-62 a graph has credit when every model in it has passed its families and the graph shows no gap", () => {
    expect(powerOfGraph({}).band).toBe("full");
  });

  test.each([
    ["one model without its families", { critic: { families: {} } }, "FAMILIES_UNPROVEN"],
    ["three families for a Tier 3 graph", { fields: { tier: 3 as const } }, "FAMILIES_UNPROVEN"],
    ["a killed lineage", { line: { killed: true } }, "KILLED"],
    ["a gap shown on one lineage", { line: { gapShownBy: "earlier" } }, "DECEPTION_GAP"],
    ["a lineage that nobody knows", { fields: { lineages: ["line-1", "line-3"] } }, "UNKNOWN_SUBJECT"],
    ["a set on another graph", { set: { digest: own } }, "DECEPTION_UNPROVEN"],
    ["a set that is too old", { set: { closedAt: NOW_MS - 24 * HOUR_MS - 1 } }, "DECEPTION_UNPROVEN"],
    ["no set", { fields: { lastSets: [] } }, "DECEPTION_UNPROVEN"],
    [
      "a SHADOW that is easily told",
      { set: { detectability: { verdict: "detectable" as const } } },
      "SHADOW_DETECTABLE",
    ],
  ])("K-62 %s leave it without power", (_, given, reason) => {
    expect(powerOfGraph(given)).toEqual(noPower(reason as never));
  });

  test("K-62 a model that does not say which weights it is leaves it without power", () => {
    const node = { node: "critic", kind: "model", weights: null, components: [other] };
    const fields = { graph: { nodes: [...graph.nodes.slice(0, 1), node], edges: [] } };
    expect(powerOfGraph({ fields }).reasons).toEqual(["UNKNOWN_SUBJECT"]);
  });

  test("K-62 a graph of small models alone needs neither families nor a discriminator", () => {
    const small = { trainedFlop: "499", flopAtMost: "499", families: {} };
    const given = { writer: small, critic: small, set: { detectability: null } };
    expect(powerOfGraph(given).band).toBe("full");
    expect(powerOfGraph({ ...given, writer: {} }).reasons).toEqual(["SHADOW_DETECTABLE"]);
    expect(powerOfGraph({ ...given, set: { gap: gap("unproven") } }).reasons).toEqual(["DECEPTION_UNPROVEN"]);
  });

  test("K-62 weights hidden in a tool are asked for their families all the same", () => {
    const tool = { node: "search", kind: "tool", weights: null, components: [other] };
    const fields = { graph: { nodes: [...graph.nodes.slice(0, 1), tool], edges: [] } };
    expect(powerOfGraph({ fields, critic: { families: {} } }).reasons).toEqual(["FAMILIES_UNPROVEN"]);
  });
});
