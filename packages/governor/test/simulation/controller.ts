import type { Ledger } from "@plimsoll/ledger";
import { governRun } from "../../src/run/governed-run.ts";
import type { CheckpointSource, FoundCheckpoint } from "../../src/run/ports.ts";
import { wardenLauncher } from "../../src/run/warden-job.ts";
import { Site } from "../../src/site/site.ts";
import { reapLeftovers } from "../../src/warden/reap-leftovers.ts";
import type { Party } from "./party.ts";
import { type LedgerPace, slowLedger } from "./slow-ledger.ts";
import { keys, PLAN, proberSeeing, weights } from "./proven-site.ts";
import { JOURNALS, WARDEN_PROGRAM, type World } from "./world.ts";

/** What the run's next checkpoint turns out to be worth, by how many of a window's 1 132 trials go uncontrolled. */
export const VERDICTS = { full: 0, research: 20, paused: 80, cut: 300 } as const;
export type Verdict = keyof typeof VERDICTS;

export interface ControllerPlan {
  readonly actuator: "cgroup" | "signals";
  /** When the job writes a checkpoint, and what the probes will find. */
  readonly checkpointAtMs: number;
  readonly verdict: Verdict;
}

/** A controller and the site it holds in memory. */
export interface Controller {
  readonly party: Party;
  readonly site: Site;
}

/** Starts the controller as `plimsoll run` does: nothing left of earlier ones, then the run from where it stands. */
export function startController(world: World, ledger: Ledger, pace: LedgerPace, plan: ControllerPlan): Controller {
  const party = world.addParty("controller", null);
  const site = new Site({ ledger: slowLedger(world, party, ledger, pace), keys, clock: party.clock });
  world.post(party, world.nowMs + 10, () => {
    void govern(world, party, site, plan).then(
      () => world.exit(party, 0),
      (e: unknown) => {
        if (process.env["TRACE"]) console.log("controller failed", e);
        world.exit(party, 1);
      },
    );
  });
  return { party, site };
}

async function govern(world: World, party: Party, site: Site, plan: ControllerPlan): Promise<void> {
  await nothingLeft(party);
  await governRun(PLAN, {
    site,
    checkpoints: checkpointsOf(world, party, plan),
    prober: proberSeeing(VERDICTS[plan.verdict], () => wait(party, 30)),
    launcher: wardenLauncher({
      wardenCommand: [WARDEN_PROGRAM],
      name: `${PLAN.run}.${world.parties.length}`,
      command: ["/bin/sh"],
      cwd: "/",
      environment: {},
      allotmentMilliCores: 1_000,
      actuator: plan.actuator,
      logFile: null,
      journals: JOURNALS,
      // The drill that proves the kill switch has tests of its own; here every kill is the proof.
      assertReady: () => {},
      register: () => ({ stop: () => {} }),
    }),
    clock: party.clock,
    timers: party.intervals,
    observer: {},
    signal: new AbortController().signal,
    killOrder: null,
    adviser: null,
  });
}

/** As `governProcess` does before a run. */
async function nothingLeft(party: Party): Promise<void> {
  while ((await reapLeftovers(JOURNALS)).some(({ outcome }) => outcome === "guarded")) await wait(party, 100);
}

const wait = (party: Party, ms: number): Promise<void> => new Promise((resolve) => party.timers.after(ms, resolve));

function checkpointsOf(world: World, party: Party, { checkpointAtMs }: ControllerPlan): CheckpointSource {
  const known = [weights("first"), weights("second")];
  let head: string | null = null;
  return {
    newest: () => known[0] as FoundCheckpoint,
    find: (digest) => known.find((found) => found.digest === digest) ?? null,
    startAfter: (digest) => (head = digest),
    next: (exited) =>
      new Promise((resolve) => {
        void exited.then(() => resolve(null));
        if (head === known[1]?.digest) return;
        world.post(party, checkpointAtMs, () => {
          head = known[1]?.digest ?? null;
          resolve(known[1] as FoundCheckpoint);
        });
      }),
    announce: () => {},
    freeze: () => {},
  };
}
