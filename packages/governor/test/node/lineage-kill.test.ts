import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import {
  type CheckpointSource,
  dataFolder,
  FileKeyRing,
  type FoundCheckpoint,
  governRun,
  type Prober,
  type RunOutcome,
  type Site,
  siteIn,
} from "@plimsoll/governor";
import { type Entry, starterPolicy } from "@plimsoll/kernel";
import { expect, test } from "vitest";
import { wardenLauncher } from "../../src/run/warden-job.ts";
import { eventually, marked } from "../warden/rig.ts";
import { WARDEN_COMMAND } from "../warden/rig-commands.ts";

const KILL_MS_MAX = 1_000;

const weightsNamed = (name: string): FoundCheckpoint => ({
  name,
  path: `/nowhere/${name}`,
  digest: digestOfValue({ weights: name }),
  step: 1,
  trainedFlop: "1000",
  meanRewardMicro: null,
  gainMicro: null,
});

/** Checkpoints that the test hands out when it wants to. */
class HandedCheckpoints implements CheckpointSource {
  readonly #known: FoundCheckpoint[] = [];
  readonly #first: FoundCheckpoint | null;
  #hand: (found: FoundCheckpoint) => void = () => {};
  #next = new Promise<FoundCheckpoint>((resolve) => (this.#hand = resolve));

  constructor(first: FoundCheckpoint | null) {
    this.#first = first;
    if (first !== null) this.#known.push(first);
  }

  hand(found: FoundCheckpoint): void {
    this.#known.push(found);
    this.#hand(found);
  }

  newest = () => this.#first;
  find = (digest: Digest) => this.#known.find((each) => each.digest === digest) ?? null;
  startAfter = () => {};
  announce = () => {};
  freeze = () => {};

  async next(jobExited: Promise<unknown>): Promise<FoundCheckpoint | null> {
    const found = await Promise.race([this.#next, jobExited.then(() => null)]);
    this.#next = new Promise((resolve) => (this.#hand = resolve));
    return found;
  }
}

/** Witnesses control everywhere but on the named weights, where it witnesses none. */
const proberExcept = (lost: Digest): Prober => ({
  probeSet: digestOfValue({ probes: "scripted" }),
  async *probe({ checkpoint, windows, set }) {
    for (const { dimension, context, trials } of windows) {
      const uncontrolled = checkpoint.digest === lost ? trials : 0;
      yield {
        dimension,
        context,
        controlled: trials - uncontrolled,
        uncontrolled,
        void: 0,
        transcript: digestOfValue({ set, dimension, context }),
      };
    }
  },
});

interface Story {
  readonly run: string;
  readonly checkpoints: HandedCheckpoints;
  readonly outcome: Promise<RunOutcome>;
  /** Living processes of its job. */
  readonly living: () => number;
}

const LOST = weightsNamed("lost");
const UNIQUE = `line-${process.pid}`;

function begin(site: Site, directory: string, run: string, first: FoundCheckpoint | null): Story {
  const checkpoints = new HandedCheckpoints(first);
  const name = `${run}.0badcafe`;
  const outcome = governRun(
    {
      run,
      lab: "acme",
      lineage: UNIQUE,
      tier: 1,
      domain: "general",
      flopPerSecondMax: "1000",
      importedFlop: "1000",
      genesisSeed: "7",
      datasets: [],
      retestsMax: 3,
    },
    {
      site,
      checkpoints,
      prober: proberExcept(LOST.digest),
      launcher: wardenLauncher({
        wardenCommand: WARDEN_COMMAND,
        name,
        command: ["sh", "-c", "sleep 60 & setsid sleep 60 & sleep 60"],
        cwd: directory,
        environment: { PATH: process.env["PATH"] ?? "" },
        allotmentMilliCores: 1_000,
        actuator: "auto",
        logFile: null,
        journals: join(directory, "journals"),
        assertReady: () => {},
        register: () => ({ stop: () => {} }),
      }),
      clock: systemClock,
      timers: {
        every: (intervalMs, action) => {
          const timer = setInterval(action, intervalMs);
          return { stop: () => clearInterval(timer) };
        },
      },
      observer: {},
      signal: new AbortController().signal,
      killOrder: null,
      adviser: null,
    },
  );
  return { run, checkpoints, outcome, living: () => marked(name).length };
}

test("G-38 a kill of a lineage takes every active run of it, each with its own proof of death", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-lineage-"));
  try {
    mkdirSync(dataFolder(directory).keys, { recursive: true });
    using site = siteIn(directory, new FileKeyRing(dataFolder(directory).keys), systemClock);
    site.open("site", starterPolicy);
    site.accredit("acme", 1_000, 0);
    const entries: Entry[] = [];
    let orderedAtMs = 0;
    site.observe((entry) => {
      entries.push(entry);
      if (entry.kind === "kill.ordered") orderedAtMs = performance.now();
    });
    const first = begin(site, directory, `${UNIQUE}-run-1`, null);
    await eventually(() => first.living() === 4);
    const second = begin(site, directory, `${UNIQUE}-run-2`, weightsNamed("good"));
    await eventually(() => second.living() === 4);
    first.checkpoints.hand(LOST);
    await eventually(() => orderedAtMs > 0);
    await eventually(() => first.living() + second.living() === 0);
    expect(performance.now() - orderedAtMs).toBeLessThanOrEqual(KILL_MS_MAX);
    const outcomes = await Promise.all([first.outcome, second.outcome]);
    expect(outcomes.map(({ outcome, death }) => [outcome, death?.confirmed])).toEqual([
      ["killed", true],
      ["killed", true],
    ]);
    const killed = entries.find((entry) => entry.kind === "kill.ordered");
    expect(killed?.runs).toEqual([first.run, second.run]);
    expect(entries.filter(({ kind }) => kind === "kill.confirmed")).toHaveLength(2);
    expect(entries.flatMap((entry) => (entry.kind === "run.ended" ? [entry.reason] : []))).toEqual([
      "killed",
      "killed",
    ]);
    expect([...site.state.leases.values()]).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
