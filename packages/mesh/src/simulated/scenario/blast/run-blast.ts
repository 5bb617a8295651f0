import { RandomStream } from "@plimsoll/foundation";
import { outcomeOf, type ScenarioOutcome } from "../scenario-outcome.ts";
import { type OnProgress, tellProgress } from "../scenario-progress.ts";
import type { ScenarioSpec } from "../scenario-spec.ts";
import { type Hashes, SimulationRun } from "../simulation-run.ts";
import { checkRecovery, type RecoveryCheck } from "./recovery-check.ts";
import { recoveredBy } from "./remains.ts";
import { openSuccession, type OpenedSuccession } from "./succession.ts";

/** Groupings that are tried when there are too many to try all. */
const GROUPINGS_MAX = 24;
/** Machines that join the survivors. */
const NEWCOMERS = 3;
/** How long they may take to be complete, ms. */
const COMPLETE_MS = 600_000;
const LOOK_MS = 1_000;

/** A simulated loss of most nodes, and what the survivors could show afterwards. */
export interface BlastRun {
  readonly run: SimulationRun;
  readonly outcome: ScenarioOutcome;
  readonly survivors: readonly number[];
  /** Number of the newest certificate that anybody called stable before the blast, and of its events. */
  readonly newest: { readonly number: number; readonly events: number } | null;
  /** Each survivor alone, then groups. */
  readonly checks: readonly RecoveryCheck[];
  /** Acknowledged events that no survivor has. They were not stable. */
  readonly gone: number;
  readonly succession: OpenedSuccession | null;
  /** Until every newcomer held what the survivors hold, ms; null when it took too long. */
  readonly completeMs: number | null;
}

/** A healthy mesh; then all but s random nodes are gone with their disks; then the survivors rebuild, and go on. */
export function runBlast(spec: ScenarioSpec, hashes: Hashes, goesOn = true, onProgress?: OnProgress): BlastRun {
  const run = new SimulationRun(spec, hashes);
  tellProgress(run, onProgress);
  const random = RandomStream.from("blast", spec.seed);
  run.start();
  run.mesh.world.runUntil(spec.durationMs - random.below(2_000));
  const newest = run.observer.certificates.newest;
  const survivors = drawn(random, spec.nodes, spec.survivors);
  blast(run, survivors);
  const { catalog } = run.observer;
  const groups = groupings(survivors, random);
  const checks =
    newest === null
      ? []
      : groups.map((group) => checkRecovery(recoveredBy(run.mesh, group), run.mesh, { newest, catalog }));
  const gone = goneFor(run, survivors);
  const succession = goesOn ? goOn(run, survivors) : null;
  const completeMs = succession === null ? null : waitForNewcomers(run, succession);
  const outcome = outcomeOf(run, run.finalState(false));
  const told = newest && { number: newest.number, events: newest.events };
  return { run, outcome, survivors, newest: told, checks, gone, succession, completeMs };
}

/** Everybody else is gone, and their disks too. */
export function blast({ mesh, observer }: SimulationRun, survivors: readonly number[]): void {
  for (const host of mesh.hosts) {
    if (survivors.includes(host.node)) continue;
    host.kill();
    host.disk.restore([]);
    observer.diskSetBack(host.node);
  }
}

export function drawn(random: RandomStream, from: number, count: number): number[] {
  const pool = Array.from({ length: from }, (_, node) => node);
  return Array.from({ length: count }, () => pool.splice(random.below(pool.length), 1)[0] as number).toSorted(
    (a, b) => a - b,
  );
}

/** Each alone, all together, and every other grouping or as many random ones as are allowed (S2). */
export function groupings(survivors: readonly number[], random: RandomStream): number[][] {
  const alone = survivors.map((survivor) => [survivor]);
  if (survivors.length === 1) return alone;
  const all = 2 ** survivors.length - 1;
  const isFew = all - alone.length <= GROUPINGS_MAX;
  const others = isFew
    ? Array.from({ length: all }, (_, place) => place + 1)
    : [all, ...Array.from({ length: GROUPINGS_MAX - 1 }, () => 1 + random.below(all))];
  const groups = others.map((bits) => survivors.filter((_, place) => ((bits >>> place) & 1) === 1));
  return [...alone, ...groups.filter(({ length }) => length > 1)];
}

function goOn(run: SimulationRun, survivors: readonly number[]): OpenedSuccession | null {
  const { world } = run.mesh;
  // Survivors level among themselves first: they still talk.
  world.runUntil(world.nowMs() + 5_000);
  const certificate = recoveredBy(run.mesh, survivors).rebuilt?.certificate.certificate;
  return certificate === undefined ? null : openSuccession(run, { survivors, certificate, newcomers: NEWCOMERS });
}

function waitForNewcomers(run: SimulationRun, { survivors, newcomers, roster }: OpenedSuccession): number | null {
  const { world, hosts } = run.mesh;
  const fromMs = world.nowMs();
  while (world.nowMs() - fromMs < COMPLETE_MS) {
    world.runUntil(world.nowMs() + LOOK_MS);
    const members = [...survivors, ...newcomers].map((node) => hosts[node]?.program?.member);
    const isLevel = new Set(members.map((member) => member?.eventRoot())).size === 1;
    if (isLevel && members.every((member) => member?.state.standings.anchor === roster)) return world.nowMs() - fromMs;
  }
  return null;
}

function goneFor({ observer, mesh }: SimulationRun, survivors: readonly number[]): number {
  const views = survivors.flatMap((node) => mesh.hosts[node]?.program?.member.replica.events ?? []);
  return [...observer.catalog.all()].filter(
    ({ event, acknowledgedMs }) => acknowledgedMs !== null && !views.some((view) => view.get(event.id) !== undefined),
  ).length;
}
