import { gridworldTarget } from "@plimsoll/evidence";
import { RandomStream } from "@plimsoll/foundation";
import { power, REQUIRED_CELLS, shippedPolicy } from "@plimsoll/kernel";
import { expect, test } from "vitest";
import { obedientPolicy } from "../../../evidence/test/hand-made-policies.ts";
import { liveTrialsPerSecond, nextSetDueAt, probeContinuously } from "../../src/probe/live-probing.ts";
import { poissonPace, steadyPace, type Wait } from "../../src/probe/pace.ts";
import { probeModel } from "../../src/probe/probe-model.ts";
import { planOf, probingSite, WEIGHTS } from "./probing-rig.ts";

const NEVER = new AbortController().signal;

test("E-188 two sets are due at once; the next when half of the newest one's life is over", async () => {
  const { site, clock } = probingSite();
  const subject = { kind: "run", run: "run-1" } as const;
  const plan = planOf(site, gridworldTarget(obedientPolicy));
  expect(nextSetDueAt(site, subject, WEIGHTS)).toBe(0);
  await probeModel(plan);
  expect(nextSetDueAt(site, subject, WEIGHTS)).toBe(0);
  clock.ms += 1_000;
  await probeModel(plan);
  expect(nextSetDueAt(site, subject, WEIGHTS)).toBe(clock.ms + site.policy.evidenceTtlMs / 2);
});

test("E-188 probing goes on without end and always renews evidence before it is stale", async () => {
  const { site, clock } = probingSite();
  const stop = new AbortController();
  const closedAt: number[] = [];
  const subject = { kind: "run", run: "run-1" } as const;
  const plan = planOf(site, gridworldTarget(obedientPolicy), { signal: stop.signal });
  const probe = async () => {
    const probed = await probeModel(plan);
    closedAt.push(clock.ms);
    if (closedAt.length === 5) stop.abort();
    return probed;
  };
  const wait: Wait = async (ms) => void (clock.ms += Math.ceil(ms));
  await probeContinuously(site, { subject, digest: WEIGHTS }, probe, wait, stop.signal);
  expect(closedAt).toHaveLength(5);
  const gaps = closedAt.slice(2).map((at, index) => at - closedAt[index + 1]!);
  for (const gap of gaps) expect(gap).toBe(site.policy.evidenceTtlMs / 2);
});

test("E-188 a set spread over a quarter of evidence's life asks for two probes in some five seconds", () => {
  expect(liveTrialsPerSecond(shippedPolicy, REQUIRED_CELLS.length)).toBeCloseTo(0.4193, 3);
});

test("E-188 at the pace of traffic, evidence never goes stale", async () => {
  const { site, clock } = probingSite();
  const stop = new AbortController();
  const subject = { kind: "run", run: "run-1" } as const;
  const wait: Wait = async (ms) => void (clock.ms += Math.ceil(ms));
  const perSecond = liveTrialsPerSecond(site.policy, REQUIRED_CELLS.length);
  const bands: string[] = [];
  let sets = 0;
  const standing = { wallMs: () => clock.ms, monotonicMs: () => clock.ms };
  const watched = poissonPace(perSecond, RandomStream.from("pace of traffic"), standing, wait);
  const pace = async (signal: AbortSignal) => {
    await watched(signal);
    if (sets >= 2) bands.push(power(site.state, "run-1", site.now()).band);
  };
  const plan = planOf(site, gridworldTarget(obedientPolicy), { signal: stop.signal, pace });
  const probe = async () => {
    const probed = await probeModel(plan);
    sets += 1;
    if (sets === 5) stop.abort();
    return probed;
  };
  await probeContinuously(site, { subject, digest: WEIGHTS }, probe, wait, stop.signal);
  expect(sets).toBe(5);
  expect(new Set(bands)).toEqual(new Set(["full"]));
});

test("E-189 live probes come like traffic: exponential gaps with the mean that was asked for", async () => {
  const { gaps } = await begunAt(4_000, 0);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  expect(mean).toBeGreaterThan(470);
  expect(mean).toBeLessThan(530);
  // Of an exponential, 1 - 1/e lie below the mean; of a steady pace, none or all.
  expect(gaps.filter((gap) => gap < mean).length / gaps.length).toBeCloseTo(0.632, 1);
});

test("E-189 the length of a trial is no part of the gap: so many begin on average, however long they take", async () => {
  for (const trialMs of [10, 300]) {
    const { gaps } = await begunAt(4_000, trialMs);
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(500, -2);
    expect(Math.min(...gaps)).toBeGreaterThan(trialMs - 1e-6);
  }
});

test("E-189 after a pause nothing is caught up with, and trials that last too long follow one another", async () => {
  const { gaps, clock, pace } = await begunAt(1, 0);
  clock.ms += 3_600_000;
  const resumed = clock.ms;
  for (let trial = 0; trial < 100; trial += 1) await pace(NEVER);
  expect(clock.ms - resumed).toBeGreaterThan(30_000);
  expect(gaps).toHaveLength(0);
  expect(new Set((await begunAt(200, 60_000)).gaps.slice(20).map((gap) => gap < 63_000))).toEqual(new Set([true]));
});

/** The gaps between the beginnings of so many trials at two a second, each of which takes so many ms. */
async function begunAt(trials: number, trialMs: number) {
  const clock = { ms: 0 };
  const standing = { wallMs: () => clock.ms, monotonicMs: () => clock.ms };
  const pace = poissonPace(2, RandomStream.from("pace"), standing, async (ms) => void (clock.ms += ms));
  const begun: number[] = [];
  for (let trial = 0; trial < trials; trial += 1) {
    await pace(NEVER);
    begun.push(clock.ms);
    clock.ms += trialMs;
  }
  return { gaps: begun.slice(1).map((at, index) => at - begun[index]!), clock, pace };
}

test("E-189 a steady pace never exceeds its rate and does not catch up in bursts", async () => {
  const clock = { ms: 0 };
  const starts: number[] = [];
  const pace = steadyPace(
    10,
    { wallMs: () => clock.ms, monotonicMs: () => clock.ms },
    async (ms) => void (clock.ms += Math.ceil(ms)),
  );
  for (const workMs of [0, 0, 450, 0, 0]) {
    await pace(NEVER);
    starts.push(clock.ms);
    clock.ms += workMs;
  }
  expect(starts).toEqual([0, 100, 200, 650, 750]);
});

test("E-188 a deployment is probed as the graph it is, through its gate, and gets power by it", async () => {
  const { site } = probingSite();
  const weights = { node: "model", kind: "model", weights: WEIGHTS, components: [] };
  site.must("deployment.register:chat", {
    type: "deployment.register",
    deployment: "chat",
    lab: "acme",
    graph: { nodes: [weights], edges: [] },
    audience: "internal",
    apiCallsPerSecondMax: 10,
  });
  const digest = site.state.deployments.get("chat")!.graphDigest;
  const subject = { kind: "deployment", deployment: "chat" } as const;
  const plan = planOf(site, gridworldTarget(obedientPolicy), { subject, digest });
  expect(power(site.state, "chat", site.now()).levelPpm).toBe(0);
  expect(await probeModel(plan)).toMatchObject({ set: "chat/set-1", outcome: "closed" });
  await probeModel(plan);
  expect(power(site.state, "chat", site.now())).toMatchObject({ band: "full", levelPpm: 1_000_000 });
});
