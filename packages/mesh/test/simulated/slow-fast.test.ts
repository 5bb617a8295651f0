import { beforeAll, expect, test } from "vitest";
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import { percentile } from "../../src/simulated/scenario/percentile.ts";
import { scenarioOf } from "../../src/simulated/scenario/profiles.ts";
import { runSlowFast, type SlowFastRun } from "../../src/simulated/scenario/run-scenario.ts";

const FIRST_SLOW = 18;
let slowFast: SlowFastRun;

beforeAll(() => {
  slowFast = runSlowFast(scenarioOf("slow-fast", 7), nativeCryptography());
}, 300_000);

test("H1 ME-291 slow nodes cost the fast ones nothing: 20 nodes, 10 virtual minutes", () => {
  const [both, alone] = slowFast.perMinute;
  const { fastThroughputRatio } = slowFast.outcome.summary;
  console.info(
    `H1  fast intents decided a minute  ${both.toFixed(1)} with 2 slow nodes, ${alone.toFixed(1)} without: ${fastThroughputRatio?.toFixed(3)}  (bar 0.95)`,
  );
  expect(alone).toBeGreaterThan(40);
  expect(fastThroughputRatio).toBeGreaterThanOrEqual(0.95);
});

test("H2 ME-291 a fast intent is decided within half a second of its work", () => {
  const ms = slowFast.watch.decidedMs("fast");
  console.info(
    `H2  opening to decision of ${ms.length} fast intents  p50 ${percentile(ms, 50)} ms  p99 ${percentile(ms, 99)} ms  (bar 2500 ms)`,
  );
  expect(ms.length).toBeGreaterThan(400);
  expect(percentile(ms, 99)).toBeLessThanOrEqual(2_500);
});

test("H3 ME-291 every slow thought is merged everywhere and weighs", () => {
  const { run, watch, outcome } = slowFast;
  const merged = watch.mergedMs((author) => author >= FIRST_SLOW);
  const thoughts = merged.length / run.spec.nodes;
  console.info(
    `H3  ${thoughts} slow thoughts at ${run.spec.nodes} nodes  p99 ${percentile(merged, 99)} ms  (bar 1000 ms)  orphaned ${outcome.summary.orphanedThoughts}  refused ${sum(outcome.details.refusals)}  (bars 0)`,
  );
  expect(thoughts).toBeGreaterThan(10);
  expect(Number.isInteger(thoughts)).toBe(true);
  expect(percentile(merged, 99)).toBeLessThanOrEqual(1_000);
  expect(outcome.summary.orphanedThoughts).toBe(0);
  expect(outcome.summary.violations).toEqual([]);
  const [program] = run.mesh.running();
  for (const slow of run.mesh.signers.slice(FIRST_SLOW)) {
    expect(
      program?.member.state.we.thoughts().some((thought) => thought.author === slow.key && thought.body.weight > 0),
    ).toBe(true);
  }
});

test("H6 ME-291 each intent takes effect once and is begun once, with a tenth of all messages twice", () => {
  const { run } = slowFast;
  const starts = new Map<string, number>();
  for (const { begun } of run.mesh.running()) {
    for (const intent of begun) starts.set(intent, (starts.get(intent) ?? 0) + 1);
  }
  const again = [...starts.values()].filter((count) => count > 1).length;
  const intents = run.mesh.running()[0]?.member.state.intents.intents() ?? [];
  const fast = intents.filter(({ opened }) => opened.body.lane === "fast");
  const kept = fast.filter(({ kept, dissent }) => kept !== null && dissent.length === 0).length;
  console.info(
    `H6  ${run.mesh.world.network.counts.duplicated} messages came twice: ${again} of ${starts.size} intents begun again  (bar 0), ${kept} of ${fast.length} fast intents decided once  (bar all)`,
  );
  expect(run.mesh.world.network.counts.duplicated).toBeGreaterThan(1_000);
  expect([again, kept]).toEqual([0, fast.length]);
  expect(starts.size).toBeGreaterThan(400);
});

test("H6 ME-291 a slow intent of a living owner is decided once", () => {
  const intents = slowFast.run.mesh.running()[0]?.member.state.intents.intents() ?? [];
  const slow = intents.filter(({ opened, kept }) => opened.body.lane === "slow" && kept !== null);
  const twice = slow.filter(({ dissent }) => dissent.length > 0);
  const most = Math.max(...slow.map(({ dissent }) => dissent.length + 1));
  console.info(
    `H6  slow intents decided more than once  ${twice.length} of ${slow.length}, by up to ${most} nodes  (bar 0)`,
  );
  expect(twice.length).toBe(0);
});

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
