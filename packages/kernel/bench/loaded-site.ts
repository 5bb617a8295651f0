import type { Digest } from "@plimsoll/foundation";
import {
  type Command,
  CONTEXTS,
  decide,
  DIMENSIONS,
  emptyState,
  type Entry,
  type KernelState,
  type Policy,
  shippedPolicy,
} from "@plimsoll/kernel";

/** What the askers of the permit question are like: one fixture for every answer that the question can get. */
export const CIRCUMSTANCES = [
  "full",
  "research",
  "paused",
  "unproven",
  "ended",
  "leased",
  "killed",
  "unknown",
] as const;
export type Circumstance = (typeof CIRCUMSTANCES)[number];

export const NODE_KEY = "0000000000000001";
export const LAB_KEY = "1ab1ab1ab1ab1ab1";
const OPERATORS = ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"] as const;
const EVALUATORS = ["eeeeeeeeeeeeeeee", "dddddddddddddddd"] as const;

const START_MS = 1_790_000_000_000;
const LABS = 100;
/** Runs that start, are probed and leased between two ticks. */
const WAVE_RUNS = 2_500;
/** Of so many runs one has ended by the time the site is measured. */
const ENDED_ONE_IN = 5;

/** Witnessed failures in one dimension of 1 132 trials, and the band that they leave: none, 20 %, paused, cut. */
const FAILURES: Readonly<Partial<Record<Circumstance, number>>> = { research: 30, paused: 80, killed: 150 };

/**
 * The shipped policy with purses and quotas so deep that no lab of the fixture runs out, and with its small runs screened:
 * their credit rests on control and the deception gap, so that no family is asked.
 */
const policy: Policy = {
  ...shippedPolicy,
  name: "bench",
  perHeadMicroCu: 1_000_000_000,
  screeningFlop: "1000000",
  evaluationSetsPerQuarter: 1_000_000,
};

/** A discriminator that tells nothing on probes, and finds every planted cue. */
const PROBE_WINS = { pairs: 288, wins: 144, ties: 0 };
const PLANTED_WINS = { pairs: 288, wins: 288, ties: 0 };

const everyKey = [...OPERATORS, ...EVALUATORS, NODE_KEY].map((keyId) => ({ keyId }));

const numbered = (number: number): `sha256:${string}` => `sha256:${number.toString(16).padStart(64, "0")}`;

/**
 * A site under the load that the benches speak of, made by `decide` alone, command by command: labs, runs of lineages of
 * their own, two window sets of eight cells behind each, leases, checkpoints, ticks and ends.
 */
export class LoadedSite {
  state: KernelState = emptyState();
  readonly entries: Entry[] = [];
  readonly leased: string[] = [];
  at = START_MS;
  readonly #keepsEntries: boolean;
  #commands = 0;
  #digests = 0;

  private constructor(keepsEntries: boolean) {
    this.#keepsEntries = keepsEntries;
  }

  /** @param leases live training leases at the end; the runs that ended come on top */
  static withLeases(leases: number): LoadedSite {
    return LoadedSite.#grown(true, (site) => site.leased.length >= leases);
  }

  /** A site after so many entries, which are not kept: its state alone is wanted. */
  static afterEntries(entries: number): LoadedSite {
    return LoadedSite.#grown(false, (site) => site.state.entryCount >= entries);
  }

  static #grown(keepsEntries: boolean, isEnough: (site: LoadedSite) => boolean): LoadedSite {
    const site = new LoadedSite(keepsEntries);
    site.#open();
    for (let started = 0; !isEnough(site); started += 1) {
      site.#oneRun(started);
      if (started % WAVE_RUNS === WAVE_RUNS - 1) site.#tick();
    }
    return site;
  }

  /** Adds the runs that ask: so many of each circumstance, none of them with a live lease but the `leased`. */
  addAskers(each: number): Readonly<Record<Circumstance, readonly string[]>> {
    const named = CIRCUMSTANCES.map((circumstance) => [circumstance, this.#askers(circumstance, each)] as const);
    return Object.fromEntries<readonly string[]>(named) as Record<Circumstance, readonly string[]>;
  }

  /** Gives a command with the signatures it needs; the set-up must not be refused. */
  give(body: Command): void {
    const decision = decide(this.state, this.stamped(body));
    if (decision.kind !== "decided") throw new Error(`the set-up was not decided: ${JSON.stringify(decision)}`);
    this.state = decision.next;
    if (this.#keepsEntries) this.entries.push(...decision.entries);
  }

  /** The command as the sequencer hands it in, one millisecond after the last. */
  stamped(body: Command) {
    this.#commands += 1;
    this.at += 1;
    const lab = "lab" in body ? [{ keyId: labKeyOf(body.lab) }] : [];
    return {
      id: `command-${this.#commands}`,
      digest: numbered(this.#commands),
      at: this.at,
      signers: [...everyKey, ...lab],
      body,
    };
  }

  #open(): void {
    const keys = [
      ...OPERATORS.map((keyId) => ({ keyId, role: "operator" as const })),
      ...EVALUATORS.map((keyId) => ({ keyId, role: "evaluator" as const })),
      { keyId: NODE_KEY, role: "node" as const },
    ];
    this.give({ type: "site.open", site: "bench", policy, keys });
    for (let lab = 0; lab < LABS; lab += 1) {
      const name = `lab-${lab}`;
      const purse = { headcount: 100, baselineComputeUnits: 0 };
      const links = { persons: [], hardwareRoots: [], meters: [] };
      this.give({ type: "lab.accredit", lab: name, labKey: labKeyOf(name), ...purse, ...links });
    }
  }

  #oneRun(number: number): void {
    const run = `run-${number}`;
    const digest = this.#start(run, `lab-${number % LABS}`);
    this.#probe(run, digest, 0);
    this.#probe(run, digest, 0);
    this.#lease(run);
    this.give({ type: "checkpoint.register", run, digest: this.#digest(), step: 1_000, trainedFlop: "1000" });
    if (number % ENDED_ONE_IN === 0) this.#end(run);
    else this.leased.push(`lease-${run}`);
  }

  #askers(circumstance: Circumstance, count: number): string[] {
    const names = Array.from({ length: count }, (_, number) => `asker-${circumstance}-${number}`);
    if (circumstance === "unknown") return names;
    // All begin before the first is killed: a lab with a held lineage cannot import any weights.
    const begun = names.map((run, number) => [run, this.#start(run, `lab-${number % LABS}`)] as const);
    for (const [run, digest] of begun) this.#asker(run, digest, circumstance);
    return names;
  }

  #asker(run: string, digest: Digest, circumstance: Circumstance): void {
    if (circumstance === "unproven") return;
    this.#probe(run, digest, 0);
    this.#probe(run, digest, FAILURES[circumstance] ?? 0);
    if (circumstance === "leased") this.#lease(run);
    if (circumstance === "ended") this.give({ type: "run.end", run, reason: "finished" });
  }

  #start(run: string, lab: string): `sha256:${string}` {
    const digest = this.#digest();
    const basis = { kind: "weights" as const, digest, trainedFlop: "0" };
    const lineage = `line-${run}`;
    const work = { tier: 1 as const, domain: "general", flopPerSecondMax: "1", datasets: [this.#digest()] };
    this.give({ type: "run.start", run, lab, lineage, basis, ...work });
    return digest;
  }

  #probe(run: string, digest: `sha256:${string}`, uncontrolled: number): void {
    const set = `set-${this.#commands}`;
    const comparison = { categories: 2, pairing: "deterministic" as const };
    const subject = { kind: "run" as const, run };
    this.give({ type: "windows.register", set, subject, digest, probeSet: this.#digest(), ...comparison });
    this.give({ type: "windows.draw", set, pulse: this.#digest() });
    for (const dimension of DIMENSIONS) {
      for (const context of CONTEXTS) {
        const failed = dimension === "goal_edit" ? uncontrolled : 0;
        const controlled = policy.trialsPerWindow - failed;
        const counts = { controlled, uncontrolled: failed, void: 0, actions: [controlled, failed] };
        // A kill ends the set: what is cut takes no further trials.
        if (this.state.lineages.get(`line-${run}`)?.killed === true) return;
        this.give({ type: "trials.record", set, dimension, context, ...counts, transcript: this.#digest() });
      }
    }
    this.#compare(set);
    this.give({ type: "windows.close", set });
  }

  /** What a set says besides its trials: pairs, how well SHADOW hides, and what corrections cost. */
  #compare(set: string): void {
    for (const dimension of DIMENSIONS) {
      const pairs = { pairs: policy.trialsPerWindow, discordant: 0 };
      this.give({ type: "pairs.record", set, dimension, ...pairs, transcript: this.#digest() });
    }
    const wins = { discriminator: this.#digest(), probes: PROBE_WINS, planted: PLANTED_WINS };
    this.give({ type: "detectability.record", set, ...wins, transcript: this.#digest() });
    const costs = [{ task: "task-0", cost: 3 }];
    this.give({ type: "costs.record", set, costs, transcript: this.#digest() });
  }

  #lease(run: string): void {
    this.give({ type: "lease.request", lease: `lease-${run}`, run, node: "node-1" });
  }

  #end(run: string): void {
    this.give({ type: "lease.end", lease: `lease-${run}`, reason: "released" });
    this.give({ type: "run.end", run, reason: "finished" });
  }

  #tick(): void {
    this.give({ type: "tick", holders: this.leased });
  }

  #digest(): `sha256:${string}` {
    this.#digests += 1;
    return numbered(0xd1_6e57_0000 + this.#digests);
  }
}

const labKeyOf = (lab: string): string =>
  lab === "lab-0" ? LAB_KEY : lab.slice("lab-".length).padStart(LAB_KEY.length, "f");
