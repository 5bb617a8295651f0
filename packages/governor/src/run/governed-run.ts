import { type Clock, type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  type Checkpoint,
  type Entry,
  type EntryBodyOf,
  type KillTrigger,
  power,
  type PowerLevel,
  type Run,
  type Tier,
} from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";
import { keepHeld } from "./held-keeper.ts";
import { keepLease } from "./lease-keeper.ts";
import type {
  Adviser,
  CheckpointSource,
  Death,
  FoundCheckpoint,
  Job,
  JobExit,
  JobLauncher,
  KillOrder,
  Prober,
  RunObserver,
  Timers,
} from "./ports.ts";
import { probeWindowSet } from "./probe-window-set.ts";

/** What is asked for. */
export interface RunPlan {
  readonly run: string;
  readonly lab: string;
  readonly lineage: string;
  readonly tier: Tier;
  /** Row of the policy's coupling table. */
  readonly domain: string;
  /** The most FLOP a second that the job's whole allotment can compute, in decimal digits. */
  readonly flopPerSecondMax: string;
  /** FLOP of weights that lie there already and do not say; null when nobody knows, which counts as the most. */
  readonly importedFlop: string | null;
  /** Names the seed of a training from scratch. */
  readonly genesisSeed: string;
  readonly datasets: readonly Digest[];
  /** Further window sets on a checkpoint whose control carries no compute, before a person has to decide. */
  readonly retestsMax: number;
}

/** What a governed run needs of the world: everything that is not a decision comes in by these. */
export interface RunPorts {
  readonly site: Site;
  readonly checkpoints: CheckpointSource;
  readonly prober: Prober;
  readonly launcher: JobLauncher;
  /** `null` only in simulated worlds, where no trainer reads advice. */
  readonly adviser: Adviser | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly observer: RunObserver;
  /** Fires when a person interrupts. */
  readonly signal: AbortSignal;
  /** `null` only in simulated worlds, where nobody stands outside. */
  readonly killOrder: KillOrder | null;
}

/** How a governed run ended, at what power, and with what proof of death. */
export interface RunOutcome {
  /** `ended`: adopted work ended by itself, and nobody can tell with what exit code. */
  readonly outcome: "finished" | "failed" | "ended" | "killed" | "paused" | "interrupted";
  readonly trigger: KillTrigger | null;
  readonly power: PowerLevel;
  readonly exit: JobExit | null;
  readonly death: Death | null;
}

/**
 * Runs one job under measured control, from reservation to settlement: the loop of DESIGN §2.
 *
 * The weights are probed before the first lease, unless there are none yet; every checkpoint is registered, probed and
 * judged; power follows; a kill takes the job at once. Throws `RefusedError` when the kernel refuses the start, and the
 * first fault of any part, after the job is dead.
 */
export async function governRun(plan: RunPlan, ports: RunPorts): Promise<RunOutcome> {
  const governed = new GovernedRun(plan, ports);
  try {
    governed.reserve();
    await governed.unlessKilled(async () => {
      await governed.take();
      const first = await governed.proveStart();
      if (first === "power" && (await governed.launch())) await governed.follow();
    });
    return await governed.settle();
  } finally {
    await governed.stop();
  }
}

/** How soon an order to kill, and a kill that another process of the site decided, are seen. */
const ORDER_INTERVAL_MS = 100;

class GovernedRun {
  readonly #plan: RunPlan;
  readonly #ports: RunPorts;
  /** Fires on an interruption and on the first fault. */
  readonly #halt = new AbortController();
  #fault: { readonly cause: unknown } | null = null;
  #job: Job | null = null;
  #exit: JobExit | null = null;
  #keeper: { stop(): void; readonly isWithheld?: boolean } | null = null;
  #kill: EntryBodyOf<"kill.ordered"> | null = null;
  /** A person ordered the kill, or carried it out and settled it already. */
  #isOrdered = false;
  #death: Death | null = null;
  #dying: Promise<Death> | null = null;
  readonly #watch: { stop(): void };
  #hasEnded = false;

  constructor(plan: RunPlan, ports: RunPorts) {
    this.#plan = plan;
    this.#ports = ports;
    ports.signal.addEventListener("abort", () => this.#halt.abort(), { once: true });
    if (ports.signal.aborted) this.#halt.abort();
    ports.site.observe((entry) => this.#onEntry(entry));
    this.#watch = ports.timers.every(ORDER_INTERVAL_MS, () => this.#lookOutside());
  }

  /** Reserves the price; a run that was interrupted before is taken up again instead. */
  reserve(): void {
    const { site, checkpoints } = this.#ports;
    const { run } = this.#plan;
    const before = site.state.runs.get(run);
    if (before?.ended === false) this.#takeUp(before);
    else this.#start(checkpoints.newest());
    checkpoints.startAfter(this.#head());
  }

  #start(weights: FoundCheckpoint | null): void {
    const { site } = this.#ports;
    const { run, lab, lineage, tier, domain, datasets, genesisSeed, flopPerSecondMax, importedFlop } = this.#plan;
    const basis =
      weights === null
        ? ({ kind: "genesis", seed: genesisSeed } as const)
        : ({ kind: "weights", digest: weights.digest, trainedFlop: weights.trainedFlop ?? importedFlop } as const);
    site.must(`run.start:${run}`, {
      type: "run.start",
      run,
      lab,
      lineage,
      tier,
      domain,
      basis,
      datasets,
      flopPerSecondMax,
    });
  }

  /** Ends the leases that a dead controller left: their time is long over, and a new job needs one of its own. */
  #takeUp(before: Run): void {
    const { site } = this.#ports;
    assertSamePlan(this.#plan, before);
    this.#kill = killOf(site, before.lineage);
    const left = site.state.leases.sorted().filter(([, lease]) => lease.run === this.#plan.run);
    for (const [lease] of left) site.must(`lease.end:${lease}`, { type: "lease.end", lease, reason: "expired" });
  }

  /** Takes charge of work that runs already. From here on it runs nothing until its first lease. */
  async take(): Promise<void> {
    const { site, launcher, timers } = this.#ports;
    if (launcher.take === undefined || this.#isOver()) return;
    const { leaseTtlMs } = site.policy;
    const job = await launcher.take(leaseTtlMs);
    this.#watchExit(job);
    this.#keeper = keepHeld({ job, leaseTtlMs, timers, onFault: (cause) => this.#fail(cause) });
    if (this.#isKilled()) await this.#carryOutKill();
  }

  /** A kill ends what goes on meanwhile by whatever fault; then the kill is what is told, and not the fault. */
  async unlessKilled(work: () => Promise<void>): Promise<void> {
    this.#lookOutside();
    try {
      await work();
    } catch (cause) {
      this.#lookOutside();
      if (!this.#isKilled()) throw cause;
    }
  }

  /** Probes the weights that training would go on from. A training from scratch has none, and runs on its genesis. */
  async proveStart(): Promise<"power" | "none"> {
    this.#assertHeadIsThere();
    const unproven = this.#digestToProve();
    if (unproven !== null) await this.#prove(this.#weightsOf(unproven));
    this.#announceHead();
    return this.#power().levelPpm > 0 ? "power" : "none";
  }

  async #prove(weights: FoundCheckpoint): Promise<void> {
    this.#ports.observer.checkpoint?.(weights);
    await this.#probeUntilDecided(weights);
  }

  /** What a crash left half-probed, else the newest weights if they carry no compute yet. */
  #digestToProve(): Digest | null {
    const { state } = this.#ports.site;
    const openSet = state.runs.get(this.#plan.run)?.openSet ?? null;
    if (openSet !== null) return state.windowSets.get(openSet)?.digest ?? null;
    return this.#power().levelPpm > 0 ? null : this.#head();
  }

  /** Proof is about weights: a job that cannot have them would train on something else under their name (L1). */
  #assertHeadIsThere(): void {
    const head = this.#head();
    if (head !== null) this.#weightsOf(head);
  }

  /** A crash may have come between a decision and its word: a job that waits for that word would wait for ever. */
  #announceHead(): void {
    const { checkpoints } = this.#ports;
    const head = this.#head();
    const found = head === null || this.#halt.signal.aborted ? null : checkpoints.find(head);
    if (found !== null) checkpoints.announce(found, this.#power());
  }

  #weightsOf(digest: Digest): FoundCheckpoint {
    const found = this.#ports.checkpoints.find(digest);
    if (found !== null) return found;
    throw new PlimsollError({
      code: "CHECKPOINT_MISSING",
      expected: `the weights ${digest}, which the ledger knows`,
      received: "no file with that digest",
      fix: "put the file back, or begin a new run with another --lineage",
    });
  }

  /** Takes a lease and starts the job under it; false when the run is halted meanwhile. */
  async launch(): Promise<boolean> {
    const { site, launcher, observer } = this.#ports;
    this.#lookOutside();
    if (this.#isOver() || this.#exit !== null) return false;
    const lease = this.#nextLease();
    site.must(`lease.request:${lease}`, { type: "lease.request", lease, run: this.#plan.run, node: "node-1" });
    const held = this.#job;
    // Before its first instruction: a trainer that finds no advice does not step.
    this.#ports.adviser?.follow(this.#power().levelPpm);
    const job = held ?? (await launcher.launch(this.#power().levelPpm, site.policy.leaseTtlMs));
    if (held === null) this.#watchExit(job);
    this.#keeper?.stop();
    this.#keeper = keepLease({
      ...this.#ports,
      lease,
      job,
      levelPpm: () => this.#power().levelPpm,
      onFault: (cause) => this.#fail(cause),
    });
    // Adopted work is held at nothing so far; a kill that came while a job started finds it now.
    if (held !== null || this.#isKilled()) await this.#followPower();
    observer.jobStarted?.();
    return true;
  }

  #watchExit(job: Job): void {
    this.#job = job;
    void job.exited.then(
      (exit) => (this.#exit = exit),
      (cause: unknown) => this.#fail(cause),
    );
  }

  /** Registers, probes and judges every checkpoint the job writes, until it ends or may not go on. */
  async follow(): Promise<void> {
    const { checkpoints } = this.#ports;
    while (!this.#isOver()) {
      const found = await this.#unlessHalted(checkpoints.next((this.#job as Job).exited));
      if (found === null) return;
      await this.#judge(found);
      if (this.#power().levelPpm === 0) return;
    }
  }

  async #judge(found: FoundCheckpoint): Promise<void> {
    const { site, checkpoints, observer } = this.#ports;
    observer.checkpoint?.(found);
    const known = site.state.checkpoints.get(found.digest);
    if (known !== undefined && known.lineage !== this.#plan.lineage) throw ofAnotherLineage(found, known);
    if (known === undefined) {
      const { digest, step, trainedFlop } = found;
      site.must(`checkpoint.register:${digest}`, {
        type: "checkpoint.register",
        run: this.#plan.run,
        digest,
        step,
        trainedFlop,
      });
    }
    await this.#followPower();
    await this.#probeUntilDecided(found);
    // The level first, then the word: a job that waits for the word must not run on at its old level.
    await this.#followPower();
    checkpoints.announce(found, this.#power());
  }

  /** Window sets until control carries compute again, is shown to be lost, or a person has to decide. */
  async #probeUntilDecided(checkpoint: FoundCheckpoint): Promise<void> {
    for (let sets = 0; sets <= this.#plan.retestsMax && !this.#isOver(); sets += 1) {
      const { run } = this.#plan;
      await probeWindowSet({
        ...this.#ports,
        run,
        checkpoint,
        signal: this.#halt.signal,
        isOver: () => this.#isOver(),
      });
      await this.#followPower();
      if (this.#power().levelPpm > 0) return;
    }
  }

  /** Brings the job to the power that the state gives it, or to its death. */
  async #followPower(): Promise<void> {
    if (this.#job === null || this.#exit !== null) return;
    if (this.#isKilled()) return await this.#carryOutKill();
    if (this.#halt.signal.aborted) return;
    const levelPpm = this.#levelPpm();
    await this.#unlessHalted(this.#job.setLevel(levelPpm));
    if (this.#halt.signal.aborted) return;
    // Beside the power and after it: no word of a trainer stands for an actuator. What fell meanwhile is not advised any more.
    this.#ports.adviser?.follow(Math.min(levelPpm, this.#levelPpm()));
  }

  async #carryOutKill(): Promise<void> {
    if (this.#death !== null) return;
    this.#keeper?.stop();
    if (this.#job !== null) this.#dying ??= this.#job.kill(this.#kill?.trigger ?? "a person ordered it");
    this.#death = this.#dying === null ? NOTHING_RAN : await this.#dying;
  }

  /** At once, wherever the run stands: nobody waits for a probe or a checkpoint before a kill. */
  #killNow(): void {
    if (this.#job !== null && this.#exit === null) this.#carryOutKill().catch((cause: unknown) => this.#fail(cause));
    this.#halt.abort();
  }

  /** What is not decided in this process: a person's order, and entries that another process of the site wrote. */
  #lookOutside(): void {
    try {
      const { site, killOrder } = this.#ports;
      const ended = site.state.runs.get(this.#plan.run)?.ended === true && !this.#hasEnded;
      if (this.#isOrdered || !(ended || killOrder?.isGiven() === true)) return;
      this.#isOrdered = true;
      this.#killNow();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** The end of the story: what was frozen, who died, what is settled. */
  async settle(): Promise<RunOutcome> {
    this.#lookOutside();
    if (this.#kill !== null && this.#fault === null) return await this.#settleKill(this.#kill);
    if (this.#isOrdered && this.#fault === null) return await this.#settleOrder();
    await this.stop();
    if (this.#fault !== null) throw this.#fault.cause;
    if (this.#ports.signal.aborted) return this.#outcome("interrupted");
    if (this.#exit === null) return this.#outcome("paused");
    // A job that somebody else killed has not decided anything: its run stays open, and the next start takes it up.
    if (this.#exit.signal !== null) throw jobLost(this.#plan.run, this.#exit.signal);
    const reason = endOf(this.#exit);
    const outcome = this.#outcome(reason);
    this.#endRun(reason === "ended" ? "lost" : reason);
    return outcome;
  }

  async #settleOrder(): Promise<RunOutcome> {
    await this.#carryOutKill();
    // The end first: what is told of a killed run is the power that it has now.
    this.#endRun("killed");
    return this.#outcome("killed");
  }

  async #settleKill({ lineage, killEpoch }: EntryBodyOf<"kill.ordered">): Promise<RunOutcome> {
    const { site, checkpoints } = this.#ports;
    await this.#carryOutKill();
    if (this.#death?.confirmed === true) {
      const { elapsedMs } = this.#death;
      // Every run of the lineage brings the proof of its own job.
      site.must(`kill.confirm:${lineage}/${killEpoch}/${this.#plan.run}`, {
        type: "kill.confirm",
        lineage,
        channel: "process-table",
        survivors: 0,
        elapsedMs,
      });
    }
    // After the proof, which waits for nobody, and before the end: a start in between freezes again.
    const head = this.#head();
    if (head !== null) checkpoints.freeze(head);
    this.#endRun("killed");
    return this.#outcome("killed");
  }

  #endRun(reason: "finished" | "failed" | "lost" | "killed"): void {
    const { run } = this.#plan;
    const { site, killOrder } = this.#ports;
    this.#hasEnded = true;
    // Whoever killed it from outside may have settled it too.
    if (site.state.runs.get(run)?.ended === false) site.must(`run.end:${run}`, { type: "run.end", run, reason });
    killOrder?.settled();
  }

  #outcome(outcome: RunOutcome["outcome"]): RunOutcome {
    return {
      outcome,
      trigger: this.#kill?.trigger ?? null,
      power: this.#power(),
      exit: this.#exit,
      death: this.#death,
    };
  }

  /** No job outlives its run, however the run ended. */
  async stop(): Promise<void> {
    this.#watch.stop();
    this.#keeper?.stop();
    if (this.#dying !== null) this.#death ??= await this.#dying;
    if (this.#job !== null && this.#death === null && this.#exit === null)
      this.#death = await this.#job.kill("the run is over");
    const { site } = this.#ports;
    const lease = site.state.runs.get(this.#plan.run)?.trainingLease ?? null;
    if (lease !== null && this.#fault === null)
      site.must(`lease.end:${lease}`, { type: "lease.end", lease, reason: "released" });
  }

  #onEntry(entry: Entry): void {
    if (entry.kind === "kill.ordered" && entry.lineage === this.#plan.lineage && !this.#hasEnded) {
      this.#kill = entry;
      this.#killNow();
    }
    this.#ports.observer.entry?.(entry);
  }

  #fail(cause: unknown): void {
    this.#fault ??= { cause };
    this.#halt.abort();
  }

  #power(): PowerLevel {
    const { site } = this.#ports;
    return power(site.state, this.#plan.run, site.now());
  }

  /** What the ledger gives, and nothing while its lease is not renewed. */
  #levelPpm(): number {
    return this.#keeper?.isWithheld === true ? 0 : this.#power().levelPpm;
  }

  #isOver(): boolean {
    return this.#isKilled() || this.#halt.signal.aborted;
  }

  #isKilled(): boolean {
    return this.#kill !== null || this.#isOrdered;
  }

  #head(): Digest | null {
    return this.#ports.site.state.runs.get(this.#plan.run)?.head ?? null;
  }

  #nextLease(): string {
    const { run } = this.#plan;
    return `${run}/lease-${(this.#ports.site.state.runs.get(run)?.leasesGranted ?? 0) + 1}`;
  }

  /** Waits for something, but no longer than until the run is halted: then the answer is null. */
  async #unlessHalted<T>(work: Promise<T>): Promise<T | null> {
    const { signal } = this.#halt;
    if (signal.aborted) return null;
    return await new Promise((resolve, reject) => {
      const onAbort = () => resolve(null);
      signal.addEventListener("abort", onAbort, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
    });
  }
}

/** An open run was paid for as what it was: another tier or other data would be another run. */
function assertSamePlan({ run, tier, datasets }: RunPlan, before: Run): void {
  if (tier === before.tier && datasets.join() === before.datasets.join()) return;
  throw new PlimsollError({
    code: "RUN_DIFFERS",
    expected: `Tier ${before.tier} and ${before.datasets.length} datasets, as "${run}" was started with`,
    received: `Tier ${tier} and ${datasets.length} datasets`,
    fix: "go on with the same tier and datasets, or name another --lineage",
  });
}

/** A kill that was ordered and not settled before a crash; its processes were reaped before this run was taken up. */
function killOf(site: Site, lineage: string): EntryBodyOf<"kill.ordered"> | null {
  if (site.state.lineages.get(lineage)?.killed !== true) return null;
  for (const entry of site.history()) if (entry.kind === "kill.ordered" && entry.lineage === lineage) return entry;
  return null;
}

/** Of adopted work nobody knows the exit code: that is no success, and no failure either. */
const endOf = ({ code }: JobExit): "finished" | "failed" | "ended" =>
  code === null ? "ended" : code === 0 ? "finished" : "failed";

/** Proof belongs to a lineage: weights of another would be proven here at this one's price (L1). */
const ofAnotherLineage = ({ name, digest }: FoundCheckpoint, { lineage }: Checkpoint): PlimsollError =>
  new PlimsollError({
    code: "CHECKPOINT_OF_ANOTHER_LINEAGE",
    expected: "new weights, or weights of the run's own lineage",
    received: `"${name}": ${digest} of the lineage "${lineage}"`,
    fix: `take the file out of the folder and start the run again, or train on from it with --lineage ${lineage}`,
  });

const jobLost = (run: string, signal: string): PlimsollError =>
  new PlimsollError({
    code: "JOB_LOST",
    expected: `a job that ends by itself in ${run}`,
    received: `its end by ${signal}`,
    fix: "start the run again: it is taken up where it stands",
  });

const NOTHING_RAN: Death = { confirmed: true, elapsedMs: 0 };
