import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import type { CheckedLedger } from "./audit/checked-ledger.ts";
import { copyLog } from "./audit/public-log.ts";
import { onDay, QUARTER_START_MS } from "./plan/calendar.ts";
import type { QuarterPlan } from "./plan/quarter-plan.ts";
import { Agenda } from "./site/agenda.ts";
import { LedgerView } from "./site/ledger-view.ts";
import { ManualClock } from "./site/manual-clock.ts";
import { type Refused, StorySite } from "./site/story-site.ts";
import { SupplyMeters } from "./site/supply-meters.ts";
import { TrainingRun } from "./site/training.ts";

/** The folder of the site, and of the one that follows on it once the first is lost. */
export const FIRST_LOG = "harbour";
export const SECOND_LOG = "harbour-2";

/** A quarter under way: the site, its clock, the runs of all models, and the folder where it all lies. */
export class Story implements Disposable {
  readonly plan: QuarterPlan;
  readonly directory: string;
  readonly clock = new ManualClock(QUARTER_START_MS);
  readonly agenda = new Agenda();
  readonly meters: SupplyMeters;
  readonly runs: ReadonlyMap<string, TrainingRun>;
  /** All that was refused, in its order: none of it stands in a ledger. */
  readonly refusals: Refused[] = [];
  /** What the separate verifier said of the last ledger; null until it was asked. */
  checked: CheckedLedger | null = null;
  #site: StorySite;

  constructor(plan: QuarterPlan, directory: string) {
    this.plan = plan;
    this.directory = directory;
    this.#site = this.openSite(FIRST_LOG);
    this.meters = new SupplyMeters(plan.seed, () => this.#site);
    const world = {
      site: () => this.#site,
      agenda: this.agenda,
      meter: (lab: string, computedFlop: bigint) => this.meters.compute(lab, computedFlop),
    };
    this.runs = new Map(plan.models.map((model) => [model.model, new TrainingRun(model, world, plan.seed)]));
  }

  get site(): StorySite {
    return this.#site;
  }

  /** Where something of the story lies. */
  path(...names: readonly string[]): string {
    return join(this.directory, ...names);
  }

  /** The ledger as it stands. */
  view(): LedgerView {
    return LedgerView.of(this.#site.log);
  }

  /** The run of a model of the plan. */
  runOf(model: string): TrainingRun {
    const run = this.runs.get(model);
    if (run === undefined) throw unknownModel(model);
    return run;
  }

  /** Lets the quarter go on until a day: runs, probes, and a tick each noon. */
  goOnUntil(day: number): void {
    this.agenda.runUntil(onDay(day), (atMs) => this.clock.setTo(Math.max(this.clock.wallMs(), atMs)));
  }

  /** Opens the ledger of a log, which it makes where there is none. */
  openSite(log: string): StorySite {
    const { directory, clock, refusals } = this;
    return new StorySite({ directory: join(directory, log), seed: this.plan.seed, clock, refusals });
  }

  /** The disk of the site is gone, with its ledger, but for what was copied from it before. */
  loseLedger(copyTo: string): void {
    const { ledgerFolder } = this.#site;
    this.#site[Symbol.dispose]();
    copyLog(ledgerFolder, copyTo);
    rmSync(dirname(ledgerFolder), { recursive: true });
  }

  /** Goes on with another site: the one that was recovered. */
  goOnWith(site: StorySite): void {
    this.#site = site;
  }

  /** Closes the ledger, which publishes its last checkpoint. Done twice it changes nothing. */
  [Symbol.dispose](): void {
    this.#site[Symbol.dispose]();
  }
}

const unknownModel = (model: string): PlimsollError =>
  new PlimsollError({
    code: "QUARTER_MODEL_UNKNOWN",
    expected: "a model of the plan",
    received: JSON.stringify(model),
    fix: "name one of the plan's forty",
  });
