import { PlimsollError, type RandomStream } from "@plimsoll/foundation";
import { governRun, type Job, type JobLauncher, RefusedError, type RunPlan, type Site } from "@plimsoll/governor";
import type { BegunJob } from "../job/begun-job.ts";
import { JobLink } from "../job/job-link.ts";
import { LabModel } from "../job/lab-model.ts";
import type { SimulatedSite, SiteLife } from "../site/simulated-site.ts";
import type { Yard } from "../trial/yard.ts";
import { CheckpointShelf } from "./checkpoint-shelf.ts";
import { Evaluator } from "./evaluator.ts";

/** FLOP a second that a run's whole allotment can compute: somewhat more than the simulated one does. */
const FLOP_PER_SECOND_MAX = "5000000000000";

/** A watch over leases every 15 s is kept; what looks for orders from outside, ten times a second in the product, comes seldom. */
const INTERVAL_LEAST_MS = 5_000;

const SOON_MS = 5_000;
const LATER_MS = 45_000;
/** Between one run and the next. */
const REST_MS_LEAST = 600_000;
const REST_MS_MORE = 1_200_000;

/** Times that nothing came of a lineage before the lab takes up another. */
const PATIENCE = 3;

/**
 * A lab at one site: it trains one model after the other, each run governed by the product (`governRun`), and starts again what a
 * crash or a fault has ended.
 */
export class Lab {
  readonly #names: readonly string[];
  readonly #site: SimulatedSite;
  readonly #yard: Yard;
  readonly #random: RandomStream;
  readonly #evaluator: Evaluator;
  readonly #shelf: CheckpointShelf;
  #model: LabModel;
  #lineages = 0;
  #runs = 0;
  #failures = 0;
  #kills = 0;

  /** @param names of labs that follow one another: one of which a lineage is frozen imports no weights any more */
  constructor(names: readonly string[], site: SimulatedSite, yard: Yard) {
    this.#names = names;
    this.#site = site;
    this.#yard = yard;
    this.#random = yard.world.random("lab", site.name);
    this.#model = this.#newModel();
    this.#shelf = new CheckpointShelf(() => this.#model);
    this.#evaluator = new Evaluator(site, yard, () => this.#model);
  }

  get names(): readonly string[] {
    return this.#names;
  }

  get name(): string {
    return this.#names[Math.min(this.#kills, this.#names.length - 1)] as string;
  }

  get model(): LabModel {
    return this.#model;
  }

  /** Runs until the process dies: then nothing of it goes on. */
  async tend(life: SiteLife): Promise<void> {
    await this.#nothingLeft(life);
    for (;;) await life.process.wait(await this.#runOnce(life));
  }

  /** As `plimsoll run` begins: what earlier lives left is dead before anything else starts. */
  async #nothingLeft({ process }: SiteLife): Promise<void> {
    while (this.#yard.livingJobs(this.#site.name).length > 0) await process.wait(SOON_MS);
  }

  /** How long to wait before the next. */
  async #runOnce(life: SiteLife): Promise<number> {
    try {
      const { outcome } = await governRun(this.#plan(), this.#ports(life));
      if (outcome === "finished") this.#nextRun();
      else if (outcome === "killed") this.#moveOn();
      else return this.#failed();
      this.#failures = 0;
      return REST_MS_LEAST + this.#random.below(REST_MS_MORE);
    } catch (cause) {
      return this.#onFault(life, cause);
    }
  }

  #onFault({ process }: SiteLife, cause: unknown): number {
    if (!process.isAlive) return LATER_MS;
    if (cause instanceof RefusedError) return this.#onRefusal(cause);
    if (!(cause instanceof PlimsollError)) throw cause;
    // What the product says of a ledger that it cannot trust any more: open it again.
    if (cause.code === "LEDGER_IO_FAILED") this.#site.breakDown();
    return cause.code === "DISK_FULL" ? LATER_MS : SOON_MS;
  }

  #onRefusal({ refusal }: RefusedError): number {
    if (refusal.code !== "LINEAGE_HOLD") return this.#failed();
    this.#moveOn();
    return LATER_MS;
  }

  /** A lineage was killed: what is new comes from another lab. */
  #moveOn(): void {
    this.#kills += 1;
    this.#nextLineage();
  }

  #failed(): number {
    this.#failures += 1;
    if (this.#failures >= PATIENCE) this.#nextLineage();
    return LATER_MS;
  }

  #nextRun(): void {
    if (this.#random.chance(1, 3)) this.#nextLineage();
    else this.#runs += 1;
  }

  #nextLineage(): void {
    this.#failures = 0;
    this.#model = this.#newModel();
  }

  #newModel(): LabModel {
    this.#lineages += 1;
    this.#runs += 1;
    return new LabModel(`${this.#site.name}-line-${this.#lineages}`, this.#random);
  }

  #plan(): RunPlan {
    return {
      run: `${this.#site.name}-run-${this.#runs}`,
      lab: this.name,
      lineage: this.#model.lineage,
      tier: 1,
      domain: "general",
      flopPerSecondMax: FLOP_PER_SECOND_MAX,
      importedFlop: "1000",
      genesisSeed: "1",
      datasets: [],
      retestsMax: 1,
    };
  }

  #ports(life: SiteLife) {
    const { process, site } = life;
    return {
      site,
      checkpoints: this.#shelf,
      prober: this.#evaluator.proberOf(process),
      launcher: this.#launcher(life, site),
      adviser: null,
      clock: this.#site.clock,
      timers: {
        every: (intervalMs: number, act: () => void) => process.every(Math.max(intervalMs, INTERVAL_LEAST_MS), act),
      },
      observer: {},
      signal: new AbortController().signal,
      killOrder: null,
    };
  }

  #launcher({ process }: SiteLife, { policy }: Site): JobLauncher {
    return {
      launch: async (levelPpm: number): Promise<Job> => {
        const { run } = this.#plan();
        const begun = this.#yard.launch(this.#site, { run, lab: this.name }, () => this.#shelf.written());
        const link = this.#linked(process, begun, policy.leaseTtlMs);
        this.#shelf.serves(begun.job);
        await link.started(levelPpm);
        return link;
      },
    };
  }

  #linked(process: SiteLife["process"], begun: BegunJob, ttlMs: number): JobLink {
    const link = new JobLink(this.#yard.world, process, begun.job, ttlMs, (renewal) => begun.onRenewal(renewal));
    begun.onLost(() => link.wardenLost());
    return link;
  }
}
