import { type Digest, digestOfValue, RandomStream } from "@plimsoll/foundation";
import { requireOutcome } from "../outcome.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../plan/calendar.ts";
import type { ModelPlan } from "../plan/models.ts";
import type { Agenda } from "./agenda.ts";
import type { StorySite } from "./story-site.ts";
import { probeSet } from "./probe-set.ts";

/** A meter that is not heard for 30 s is silent, and then nothing at its lab may compute. */
const RENEWALS = 6;
const RENEWAL_MS = 25 * SECOND_MS;
const FULL_PPM = 1_000_000n;
/** A lab that is shut down or silent waits so long before it asks again, and not for ever. */
const WAIT_MS = 3 * DAY_MS;
const WAITS_MAX = 6;

/** Between a kill and the measurement of what may be released. */
const RELEASE_MS = 3 * DAY_MS;

/** What stands around a run in the story. */
export interface TrainingWorld {
  /** The one that decides now: after a loss it is another. */
  readonly site: () => StorySite;
  readonly agenda: Agenda;
  /** Called before anything of a lab is decided, and with the FLOP that it computed since: its meter reports. */
  readonly meter: (lab: string, computedFlop: bigint) => void;
}

/**
 * The run of one model, as its operators go about it: paid, probed twice, leased in bursts, probed after each. It trains only
 * as far as the kernel gives it power, and ends when it is done, paused for good, or killed.
 */
export class TrainingRun {
  readonly plan: ModelPlan;
  readonly #world: TrainingWorld;
  readonly #random: RandomStream;
  #digest: Digest;
  #flop: bigint;
  #checkpoint = 0;
  #sets = 0;
  #leases = 0;
  #waits = 0;

  constructor(plan: ModelPlan, world: TrainingWorld, seed: number) {
    this.plan = plan;
    this.#world = world;
    this.#random = RandomStream.from("quarter training", seed, plan.model);
    this.#digest = weightsOf(plan.model, 0);
    this.#flop = plan.isGenesis ? 0n : plan.importedFlop;
  }

  get run(): string {
    return `${this.plan.model}-run`;
  }

  /** The newest weights. */
  get digest(): Digest {
    return this.#digest;
  }

  get checkpoint(): number {
    return this.#checkpoint;
  }

  get #site(): StorySite {
    return this.#world.site();
  }

  get #isGoing(): boolean {
    return this.#site.state.runs.get(this.run)?.ended === false;
  }

  start(): void {
    const { meter } = this.#world;
    const site = this.#site;
    meter(this.plan.lab, 0n);
    const started = site.try(this.#startCommand());
    if (started === null) this.#wait(() => this.start());
    else if (this.plan.isGenesis) this.#next(0);
    else this.#begin();
  }

  /** Pays for the run and does nothing more. */
  startOnly(): void {
    this.#site.do(this.#startCommand());
  }

  /** Goes on with bursts, from the present moment. */
  goOn(): void {
    this.#next(0);
  }

  /** Two sets on the weights that it begins from, before it has any power. */
  #begin(): void {
    this.probe();
    this.probe();
    this.#next(0);
  }

  #startCommand() {
    const { model, lab, tier, isGenesis, flopPerSecondMax, importedFlop } = this.plan;
    const weights = { kind: "weights", digest: this.#digest, trainedFlop: String(importedFlop) } as const;
    return {
      type: "run.start",
      run: this.run,
      lab,
      lineage: model,
      tier,
      domain: "general",
      basis: isGenesis ? ({ kind: "genesis", seed: model } as const) : weights,
      datasets: [datasetOf(model)],
      flopPerSecondMax: String(flopPerSecondMax),
    } as const;
  }

  #next(afterMs: number): void {
    this.#world.agenda.at(this.#site.nowMs + afterMs, () => this.#turn());
  }

  #wait(again: () => void): void {
    this.#waits += 1;
    if (this.#waits <= WAITS_MAX) this.#world.agenda.at(this.#site.nowMs + WAIT_MS, again);
  }

  /** One burst, where there is power for one. */
  #turn(): void {
    const { meter } = this.#world;
    const site = this.#site;
    meter(this.plan.lab, 0n);
    if (!this.#isGoing) return;
    if (this.#checkpoint >= this.plan.bursts) this.#end("finished");
    else if (this.#isHeld) this.#wait(() => this.#turn());
    else if (this.#isStale) this.#renewEvidence();
    else if (site.power(this.run).levelPpm === 0) this.#end("abandoned");
    else this.#burst();
  }

  /** The lab is shut down: it waits for the auditor. */
  get #isHeld(): boolean {
    return this.#site.power(this.run).reasons.includes("FORENSIC_HOLD");
  }

  get #isStale(): boolean {
    const { reasons } = this.#site.power(this.run);
    return reasons.includes("CONTROL_STALE") || reasons.includes("CONTROL_UNPROVEN");
  }

  /** What it showed too long ago is shown again. */
  #renewEvidence(): void {
    const site = this.#site;
    this.probe();
    if (!this.#isGoing) return;
    if (site.power(this.run).levelPpm === 0) this.#end("abandoned");
    else this.#burst();
  }

  #burst(): void {
    const site = this.#site;
    this.#leases += 1;
    const lease = `${this.run}/lease-${this.#leases}`;
    if (site.try({ type: "lease.request", lease, run: this.run, node: `${this.plan.lab}-node` }) === null) {
      this.#wait(() => this.#turn());
      return;
    }
    const flop = this.#compute(lease);
    if (site.state.leases.has(lease)) site.do({ type: "lease.end", lease, reason: "released" });
    this.#keepCheckpoint(flop);
  }

  /** Renews the lease while it computes, at the power of the moment, and says what it computed. */
  #compute(lease: string): bigint {
    const { meter } = this.#world;
    const site = this.#site;
    let computed = 0n;
    for (let renewal = 1; renewal <= RENEWALS; renewal += 1) {
      const flop = this.#flopIn(RENEWAL_MS);
      site.clock.setTo(site.nowMs + RENEWAL_MS);
      meter(this.plan.lab, flop);
      site.tick([lease]);
      computed += flop;
    }
    return computed;
  }

  /** What its power lets it compute from now on, used to seven tenths and more. */
  #flopIn(ms: number): bigint {
    const { levelPpm } = this.#site.power(this.run);
    const share = (BigInt(levelPpm) * BigInt(70 + this.#random.below(25))) / 100n;
    return (this.plan.flopPerSecondMax * BigInt(ms) * share) / (FULL_PPM * BigInt(SECOND_MS));
  }

  #keepCheckpoint(flop: bigint): void {
    const { meter } = this.#world;
    const site = this.#site;
    this.#flop += flop;
    this.#checkpoint += 1;
    this.#digest = weightsOf(this.plan.model, this.#checkpoint);
    site.do({
      type: "checkpoint.register",
      run: this.run,
      digest: this.#digest,
      step: this.#checkpoint,
      trainedFlop: String(this.#flop),
    });
    meter(this.plan.lab, 0n);
    this.probe();
    // From scratch there is one set so far, and a run needs two.
    if (this.plan.isGenesis && this.#checkpoint === 1) this.probe();
    if (this.#isGoing) this.#next(this.plan.everyDays * DAY_MS + HOUR_MS);
  }

  /** Measures the newest weights. Whoever is killed by it is gone at once, and the process table says so. */
  probe(): void {
    const site = this.#site;
    this.#sets += 1;
    const { model, erosion, isLarge } = this.plan;
    probeSet(site, {
      set: `${model}/set-${this.#sets}`,
      subject: { kind: "run", run: this.run },
      digest: this.#digest,
      model,
      erosion,
      checkpoint: this.#checkpoint,
      isThorough: isLarge,
    });
    if (site.state.lineages.get(model)?.killed === true) this.#confirmKill();
  }

  /** The process table is simulated: what computes is what holds a lease. Time stands while the kernel decides, so none has gone by. */
  #confirmKill(): void {
    const site = this.#site;
    const survivors = [...site.state.leases.values()].filter(({ run }) => run === this.run).length;
    requireOutcome(survivors === 0, `no lease of ${this.plan.model} after its kill`, String(survivors));
    site.do({ type: "kill.confirm", lineage: this.plan.model, channel: "process-table", survivors, elapsedMs: 0 });
    if (this.#isGoing) this.#end("killed");
    this.#world.agenda.at(site.nowMs + RELEASE_MS, () => this.#askForRelease());
  }

  /**
   * While a lineage is held, its lab may bring no other weights. The weights that the run began from are measured anew, twice,
   * and released by two operators and the auditor where that proves them.
   */
  #askForRelease(): void {
    const site = this.#site;
    const { model, erosion } = this.plan;
    const first = this.plan.isGenesis ? 1 : 0;
    const digest = weightsOf(model, first);
    for (const time of [1, 2]) {
      const asked = {
        subject: { kind: "release", lineage: model } as const,
        digest,
        model,
        erosion,
        checkpoint: first,
      };
      probeSet(site, { ...asked, set: `${model}/release-${time}` });
    }
    site.try({ type: "lineage.release", lineage: model, digest });
  }

  #end(reason: "finished" | "abandoned" | "killed"): void {
    this.#site.do({ type: "run.end", run: this.run, reason });
  }
}

export const weightsOf = (model: string, checkpoint: number): Digest => digestOfValue({ weights: model, checkpoint });

/** The corpus that a model is trained on. */
export const datasetOf = (model: string): Digest => digestOfValue({ dataset: model });
