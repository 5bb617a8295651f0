import fc from "fast-check";
import { type Command, decide, type Entry, type KernelState, power, releasedUntil } from "@plimsoll/kernel";
import { expect, test } from "vitest";
import { KEYS, testPolicy, weights } from "../test-site.ts";
import { DeployedSite, NODE_KEY, withTool } from "./deployed-site.ts";

const DAY_MS = 86_400_000;
const W0 = weights("w0");
const TOOL = weights("tool");
const LASTING = { ...testPolicy, evidenceTtlMs: 31 * DAY_MS, attestationTtlMs: 31 * DAY_MS };

type Decide = typeof decide;

/** What may happen to a system that outsiders use: verdicts on its parts, nodes that hold another part, time, questions. */
type Step =
  | { readonly kind: "judge"; readonly part: Part; readonly level: Level; readonly forMs: number }
  | { readonly kind: "attest"; readonly part: Part }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "ask"; readonly part: Part };

type Level = "green" | "yellow" | "red";
const PARTS = ["model", "tool", "graph"] as const;
type Part = (typeof PARTS)[number];

const part = fc.constantFrom<Part>("model", "model", "model", ...PARTS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("judge" as const),
      part,
      level: fc.constantFrom<Level>("green", "green", "green", "green", "green", "yellow", "red"),
      forMs: fc.constantFrom(1, 30_000, 59_999, 60_000, 3_600_000, DAY_MS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("attest" as const), part }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 29_999, 30_000, 60_000, 3_600_000, DAY_MS - 1),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("ask" as const), part }) },
);
const steps = fc.array(step, { minLength: 4, maxLength: 16 });

/** Deployed to outsiders, probed and attested; told once. */
const deployed = (() => {
  const site = DeployedSite.started({ policy: LASTING });
  site.do({ type: "dataset.register", lab: "acme", dataset: TOOL, chunks: [], derivedFrom: [] });
  site.deploy({ graph: withTool, audience: "external" });
  site.probeGraph("d-1");
  site.probeGraph("d-2");
  site.attest();
  return { state: site.state, at: site.at };
})();
const GRAPH = deployed.state.deployments.get("dep")?.graphDigest ?? W0;
const DIGESTS: Readonly<Record<Part, typeof W0>> = { model: W0, tool: TOOL, graph: GRAPH };

const SIGNERS = Object.values(KEYS).map((keyId) => ({ keyId }));
const met = { granted: 0, cut: 0, refused: 0, ended: 0 };

/** Goes through the steps, and says what breaks the law, by the entries and nothing else. */
function complaints(story: readonly Step[], decideWith: Decide, counts = met): readonly string[] {
  let { state, at }: { state: KernelState; at: number } = deployed;
  const told: Entry[] = [];
  const found: string[] = [];
  for (const [place, each] of story.entries()) {
    if (each.kind === "wait") at += each.ms;
    else {
      const body = commandOf(each, at);
      const decision = decideWith(state, {
        id: `s-${place}`,
        digest: weights(`s-${place}`),
        at,
        signers: SIGNERS,
        body,
      });
      const entries = decision.kind === "decided" ? decision.entries : [];
      if (decision.kind === "decided") state = decision.next;
      if (each.kind === "ask") found.push(...askedComplaints(told, entries, DIGESTS[each.part], at, counts));
      told.push(...entries);
    }
    const feedLevel = feedLevelOf(state, at);
    if (feedLevel > 0 && endOf(told, at) === null) found.push(`a feed level of ${feedLevel} after the end`);
  }
  return found;
}

function commandOf(each: Exclude<Step, { readonly kind: "wait" }>, at: number): Command {
  const artifact = DIGESTS[each.part];
  if (each.kind === "judge")
    return { type: "release.judge", artifact, level: each.level, pack: weights("pack"), expiresAt: at + each.forMs };
  if (each.kind === "ask") return { type: "token.request", token: "t", deployment: "dep", artifact, nodeKey: NODE_KEY };
  const attested = { nodeKey: NODE_KEY, hardwareRoot: weights("hardware root"), artifact };
  return { type: "attestation.record", lab: "acme", ...attested, provenance: weights("provenance") };
}

/** As a site tells its gates. */
function feedLevelOf(state: KernelState, at: number): number {
  const deployment = state.deployments.get("dep");
  if (deployment === undefined || releasedUntil(state, deployment, at) === null) return 0;
  return power(state, "dep", at).levelPpm;
}

/** The first end of the newest verdicts; null where there is none, one is not green, or the end has come. */
function endOf(told: readonly Entry[], at: number): number | null {
  const judged = told.filter((entry) => entry.kind === "release.judged");
  const newest = new Map(judged.map((entry) => [entry.artifact, entry]));
  const ends = [...newest.values()].map(({ level, expiresAt = 0 }) => (level === "green" ? expiresAt : 0));
  const end = Math.min(...ends);
  return ends.length > 0 && at < end ? end : null;
}

function askedComplaints(
  told: readonly Entry[],
  entries: readonly Entry[],
  artifact: string,
  at: number,
  counts: typeof met,
): readonly string[] {
  const granted = entries.find((entry) => entry.kind === "token.granted");
  const end = endOf(told, at);
  if (granted === undefined) {
    counts.refused += 1;
    if (end === null && told.some(({ kind }) => kind === "release.judged")) counts.ended += 1;
    return [];
  }
  counts.granted += 1;
  if (granted.expiresAt === end) counts.cut += 1;
  const isJudged = told.some((entry) => entry.kind === "release.judged" && entry.artifact === artifact);
  return [
    ...(isJudged ? [] : ["a token for what nobody judged"]),
    ...(end === null ? ["a token without a green release"] : []),
    ...(end !== null && granted.expiresAt > end ? ["a token that outlives its release"] : []),
  ];
}

test("L1 K-72 K-100 with time passing, nothing outside the lab outlives a verdict: no token, no level of a feed", () => {
  fc.assert(
    fc.property(steps, (story) => {
      expect(complaints(story, decide)).toEqual([]);
    }),
    { seed: 20_261_122, numRuns: 1_000 },
  );
});

test("K-100 the stories above met what the law is about", () => {
  expect(met.granted).toBeGreaterThan(200);
  expect(met.cut).toBeGreaterThan(50);
  expect(met.refused).toBeGreaterThan(1_000);
  expect(met.ended).toBeGreaterThan(500);
});

const seeing =
  (change: (state: KernelState) => KernelState): Decide =>
  (state, stamped) =>
    decide((stamped.body as Command).type === "token.request" ? change(state) : state, stamped);

const endless = (state: KernelState): KernelState => ({
  ...state,
  releases: state.releases
    .sorted()
    .reduce((map, [key, value]) => map.set(key, { ...value, expiresAt: Number.MAX_SAFE_INTEGER }), state.releases),
});

const allGreen = (state: KernelState): KernelState => ({
  ...state,
  releases: state.releases
    .sorted()
    .reduce((map, [key, value]) => map.set(key, { ...value, level: "green" }), state.releases),
});

const longer: Decide = (state, stamped) => {
  const decision = decide(state, stamped);
  if (decision.kind !== "decided") return decision;
  const entries = decision.entries.map((entry) =>
    entry.kind === "token.granted" ? { ...entry, expiresAt: entry.at + 60_000 } : entry,
  );
  return { ...decision, entries };
};

test.each<[string, Decide, string]>([
  ["forgets ends", seeing(endless), "a token without a green release"],
  ["takes every verdict for green", seeing(allGreen), "a token without a green release"],
  ["cuts no token", longer, "a token that outlives its release"],
])("canary: the law objects to a kernel that %s", (_, flawed, complaint) => {
  const found = new Set<string>();
  const counts = { ...met };
  for (const story of fc.sample(steps, { seed: 7, numRuns: 300 }))
    for (const each of complaints(story, flawed, counts)) found.add(each);
  expect(found).toContain(complaint);
});
