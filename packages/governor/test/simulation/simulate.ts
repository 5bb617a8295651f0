import { RandomStream } from "@plimsoll/foundation";
import { Checkers, type Violation } from "./checkers.ts";
import { type ControllerPlan, startController, type Verdict } from "./controller.ts";
import { type FaultKind, FaultInjector, type FaultPlan, RUN_GROUND } from "./faults.ts";
import type { JobProgram } from "./job-program.ts";
import { LEASE_TTL_MS, provenLedger } from "./proven-site.ts";
import type { LedgerPace } from "./slow-ledger.ts";
import { inWorld } from "./system-calls.ts";
import { isJob } from "./usage-record.ts";
import { JOURNALS, type Programs, REAL_PROGRAMS, World } from "./world.ts";

/** One history to be: everything in it follows from this. */
export interface Scenario {
  readonly seed: string;
  readonly actuator: "cgroup" | "signals";
  readonly faults: readonly FaultKind[];
  /** Seeded defects; the real programs by default. */
  readonly programs?: Partial<Programs>;
  /** Instead of what the seed draws. */
  readonly verdict?: Verdict;
  readonly plans?: readonly FaultPlan[];
  readonly job?: JobProgram;
  readonly restarts?: boolean;
  readonly checkpointAtMs?: number;
  /** What else happens in this world. */
  readonly also?: (world: World) => void;
}

export interface Outcome {
  readonly violations: readonly Violation[];
  /** Which of the faults changed anything. */
  readonly bit: readonly boolean[];
  /** CPU that the job used, ms: a history in which nothing ran proves nothing. */
  readonly jobCpuMs: number;
  readonly events: number;
  /** Confirmed deaths that wardens told of. */
  readonly deathsSaid: number;
}

/** After the last fault there is time for every lease to end, and for every death to be confirmed. */
const SETTLING_MS = LEASE_TTL_MS + 2_500;

const VERDICTS_DRAWN: readonly Verdict[] = ["full", "research", "paused", "cut"];

/** Plays a scenario to its end. The same scenario gives the same outcome. */
export async function simulate(scenario: Scenario): Promise<Outcome> {
  const random = RandomStream.from("enforcement", scenario.seed, scenario.actuator, scenario.faults.join("+"));
  const job = scenario.job ?? drawJob(random);
  const world = new World(RandomStream.from("world", random.uint32()), job, { ...REAL_PROGRAMS, ...scenario.programs });
  const ledger = await provenLedger();
  const pace: LedgerPace = { delaysMs: [], slowed: 0 };
  const plan: ControllerPlan = {
    actuator: scenario.actuator,
    checkpointAtMs: scenario.checkpointAtMs ?? 700 + random.below(2_500),
    verdict: scenario.verdict ?? (VERDICTS_DRAWN[random.below(4)] as Verdict),
  };
  const checkers = new Checkers(world, { judgesShare: isShareJudged(scenario, job) });
  const faults = new FaultInjector(world, random, pace, RUN_GROUND, scenario.plans ?? scenario.faults);
  const restartMs = (scenario.restarts ?? random.chance(3, 4)) ? 200 + random.below(1_500) : null;
  return inWorld(world, async () => {
    world.disk.makeDirectory(JOURNALS, true);
    addInnocents(world);
    const start = (): void => {
      const controller = startController(world, ledger, pace, plan);
      checkers.watch(controller);
      if (restartMs !== null) controller.party.onDeath.push(() => world.post(null, world.nowMs + restartMs, start));
    };
    world.post(null, 0, start);
    scenario.also?.(world);
    const endMs = Math.max(plan.checkpointAtMs, faults.lastAtMs) + SETTLING_MS;
    await world.runUntil(endMs);
    return {
      violations: checkers.finish(),
      bit: faults.bit(),
      jobCpuMs: world.machine.usage.of(isJob).reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      events: world.events,
      deathsSaid: checkers.deathsSaid,
    };
  });
}

/** Other people's processes: older, busy, and none of ours to touch. */
function addInnocents({ machine }: World): void {
  const shell = machine.spawn({ parent: null, owner: "innocent", marker: null, ownSession: true });
  for (let count = 0; count < 4; count += 1)
    machine.spawn({ parent: shell, owner: "innocent", marker: null, ownSession: false, demand: 0.1 });
}

const drawJob = (random: RandomStream): JobProgram => ({
  workers: random.below(4),
  forks: (["never", "never", "children", "orphans"] as const)[random.below(4)] as "never",
  hangs: random.chance(1, 3),
  endsAfterMs: random.chance(1, 8) ? 500 + random.below(3_000) : null,
});

/** With signals it is the warden that keeps the share, as far as it sees: not while it hangs, and not of orphans (G-10). */
const isShareJudged = ({ actuator, faults }: Scenario, job: JobProgram): boolean =>
  actuator === "cgroup" || (job.forks !== "orphans" && !faults.includes("guard hang"));
