import { expect, test } from "vitest";
import { hex } from "@plimsoll/foundation";
import { openSuccession, stand } from "../../src/simulated/scenario/blast/succession.ts";
import { blast, type BlastRun, runBlast } from "../../src/simulated/scenario/blast/run-blast.ts";
import { recoveredBy } from "../../src/simulated/scenario/blast/remains.ts";
import { scenarioOf } from "../../src/simulated/scenario/profiles.ts";
import { ACCOUNT } from "../../src/simulated/scenario/workload-runner.ts";
import type { SimulationRun } from "../../src/simulated/scenario/simulation-run.ts";
import { at, hashes, range, rootsOf, spec, started, tell, waited, work } from "./kit.ts";
import { seedsOf } from "./seeds.ts";

/** n, s and seeds. 1,000 nodes take a minute and 4 GB a seed: they are run when asked for. */
const SIZES = [
  { nodes: 100, survivors: 1, seeds: seedsOf(10), goesOn: false },
  { nodes: 30, survivors: 4, seeds: seedsOf(10), goesOn: true },
  ...(process.env["PLIMSOLL_MESH_LARGE"] === undefined
    ? []
    : [{ nodes: 1_000, survivors: 10, seeds: [1], goesOn: false }]),
];

test.each(SIZES)(
  "ME-296 S1 S2 S3 C5 $survivors of $nodes survive, with their disks",
  ({ nodes, survivors, seeds, goesOn }) => {
    const runs = seeds.map((seed) => runBlast(scenarioOf("blast", seed, { nodes, survivors }), hashes, goesOn));
    const checks = runs.flatMap((run) => run.checks);
    const count = (of: (check: BlastRun["checks"][number]) => boolean) => checks.filter(of).length;
    const on = `${survivors} of ${nodes}, ${seeds.length} seeds`;
    const all = checks.length;
    tell(
      "S1",
      `${on}: rebuilt to the same root and the same bytes of the WE`,
      `${count(({ isByteEqual }) => isByteEqual)} of ${all}`,
      "bar all",
    );
    tell(
      "S1",
      `${on}: hold all of the newest stable certificate`,
      `${count(({ holdsNewest }) => holdsNewest)} of ${all}`,
      "bar all",
    );
    tell(
      "S3",
      `${on}: events invented, and left out of the report`,
      checks.reduce((sum, { invented, unreported }) => sum + invented + unreported, 0),
      "bar 0",
    );
    tell(
      "S3",
      `${on}: younger events that survived, and that went with their holders`,
      `${checks.reduce((sum, { beyond }) => sum + beyond, 0)} and ${runs.reduce((sum, { gone }) => sum + gone, 0)}`,
      "no bar",
    );
    expect(runs.every(({ newest }) => newest !== null)).toBe(true);
    expect([all >= seeds.length, count((check) => check.isByteEqual && check.holdsNewest)]).toEqual([true, all]);
    expect(count(({ invented, unreported }) => invented + unreported === 0)).toBe(all);
    for (const run of runs) {
      const groups = new Map(run.checks.map(({ rebuilt, we }) => [rebuilt?.digest, we]));
      expect(new Set(groups.values()).size).toBe(groups.size);
      expect(run.outcome.summary.violations).toEqual([]);
      if (goesOn) expect(run.completeMs).not.toBeNull();
    }
    tell(
      "S2",
      `${on}: survivors alone and in groups that rebuilt`,
      `${count(({ rebuilt }) => rebuilt !== null)} of ${all}`,
      "bar all",
    );
    const completeMs = runs.flatMap(({ completeMs }) => completeMs ?? []);
    if (goesOn)
      tell(
        "S6",
        `${on}: 3 new nodes are complete after, at most`,
        `${Math.max(...completeMs)} virtual ms`,
        "bar 60,000 ms, REAL",
      );
  },
  600_000,
);

test("ME-296 S7 two groups of survivors go on apart, meet, and keep both records and every budget", () => {
  for (const seed of seedsOf(5)) {
    const { run, groups } = divided(seed);
    const { world } = run.mesh;
    const rosters = groups.map((survivors) => {
      const certificate = recoveredBy(run.mesh, survivors).rebuilt?.certificate.certificate;
      return certificate && openSuccession(run, { survivors, certificate, newcomers: 1 })?.roster;
    });
    for (let turn = 0; turn < 50; turn += 1) {
      for (const node of groups.flat()) run.mesh.hosts[node]?.act(({ member }) => member.spend(ACCOUNT, 20, "apart"));
      world.runUntil(world.nowMs() + 200);
    }
    world.network.heal();
    const running = run.mesh.running().map(({ node }) => node);
    const metMs = waited(run, 600_000, () => rootsOf(run, running) === 1, 500);
    for (const node of running)
      stand(run, node, [...rosters].map(String).toSorted((a, b) => (a < b ? -1 : 1))[0] ?? "");
    world.runUntil(world.nowMs() + 5_000);
    const states = new Set(running.map((node) => hex(at(run, node).member.state.hash())));
    const records = rosters.filter((id) => at(run, running[0] ?? 0).member.replica.events.get(id ?? "") !== undefined);
    if (seed === 1)
      tell(
        "S7",
        "two lineages: equal after they meet, epoch records kept, overdrafts",
        `${metMs} virtual ms, ${records.length}, ${run.observer.violations.of("OVERDRAFT")}`,
        "bar 2 records, 0 overdrafts",
      );
    expect([metMs !== null, records.length, states.size]).toEqual([true, 2, 1]);
    expect(run.observer.violations.codes()).toEqual([]);
  }
}, 120_000);

/** Six of twelve survive, in two groups of three that do not hear each other. */
function divided(seed: number): { run: SimulationRun; groups: number[][] } {
  const workload = work({ issuedMicroCu: 5_000, spendMicroCu: 20, spendEveryMs: 200, thoughtEveryMs: 500 });
  const run = started(spec(seed, 12, { survivors: 6, workload, durationMs: 15_000, certifier: { everyMs: 1_500 } }));
  run.mesh.world.runUntil(20_000);
  const groups = [range(3), range(3, 3)];
  blast(run, groups.flat());
  run.mesh.world.network.partition([
    [...range(3), 12],
    [...range(3, 3), 13],
  ]);
  return { run, groups };
}

test("ME-296 S8 stolen keys of the dead change no state and no budget", () => {
  let [apart, changed] = [0, 0];
  for (const seed of seedsOf(5)) {
    const workload = work({ issuedMicroCu: 5_000, spendMicroCu: 20, spendEveryMs: 200, thoughtEveryMs: 500 });
    const run = started(spec(seed, 8, { survivors: 3, workload, durationMs: 15_000, certifier: { everyMs: 1_500 } }));
    const { world } = run.mesh;
    world.runUntil(20_000);
    const survivors = range(3);
    // The disks of the dead are gone, but somebody has the key of node 5 and a copy of its disk.
    const copy = run.mesh.hosts[5]?.disk.image() ?? [];
    blast(run, survivors);
    const certificate = recoveredBy(run.mesh, survivors).rebuilt?.certificate.certificate;
    const opened = certificate && openSuccession(run, { survivors, certificate, newcomers: 0 });
    world.runUntil(world.nowMs() + 5_000);
    expect(survivors.every((node) => at(run, node).member.state.standings.anchor === opened?.roster)).toBe(true);
    const before = hex(at(run, 0).member.state.hash());
    run.mesh.hosts[5]?.disk.restore(copy);
    run.mesh.hosts[5]?.start();
    world.runUntil(world.nowMs() + 5_000);
    const thief = at(run, 5).member;
    const stolen = thief.write([
      { kind: "field.set", entity: "stolen", field: "f", value: new Uint8Array(1), resolves: [] },
      { kind: "budget.issued", account: ACCOUNT, quantity: 1_000_000 },
    ]);
    run.mesh.hosts[5]?.act(({ member }) => member.spend(ACCOUNT, 10, "theft"));
    world.runUntil(world.nowMs() + 20_000);
    const held = survivors.filter((node) =>
      stolen.every(({ id }) => at(run, node).member.replica.events.get(id) !== undefined),
    );
    apart += held.length === 3 ? 1 : 0;
    changed += survivors.filter((node) => hex(at(run, node).member.state.hash()) !== before).length;
    expect(stolen.length).toBe(2);
    expect(survivors.map((node) => at(run, node).member.state.fields.siblings("stolen", "f").length)).toEqual([
      0, 0, 0,
    ]);
  }
  tell("S8", "meshes whose survivors hold the thief's events apart", `${apart} of ${seedsOf(5).length}`, "bar all");
  tell("S8", "survivors whose state or budget these changed", changed, "bar 0");
  expect([apart, changed]).toEqual([seedsOf(5).length, 0]);
}, 120_000);
