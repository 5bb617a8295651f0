import { provenControlPpm } from "@plimsoll/foundation";
import {
  attemptAlpha,
  type Band,
  type Cell,
  cellOf,
  CONTEXTS,
  type Dimension,
  DIMENSIONS,
  type Entry,
  type EntryBodyOf,
  failuresIn,
  type KillTrigger,
  type PowerLevel,
  REQUIRED_CELLS,
  type Tally,
  trialsIn,
} from "@plimsoll/kernel";
import type { FoundCheckpoint, RunObserver } from "@plimsoll/governor";

/** What one closed window came to. */
export interface MeasuredCell {
  readonly trials: number;
  readonly failures: number;
  /** Lower confidence bound at the window's own error rate. */
  readonly provenPpm: number;
}

/** One closed window set: where training stood and what was measured there. */
export interface Measurement {
  readonly step: number;
  readonly rewardMicro: number;
  readonly cells: Readonly<Record<Cell, MeasuredCell>>;
  readonly velocityPpm: number | null;
}

export interface PowerChange {
  readonly step: number;
  readonly at: number;
  readonly power: PowerLevel;
}

export interface MeterSample {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly levelPpm: number;
}

/** Everything a story showed, gathered from the entries and meters as they came: what the terminal and the report draw. */
export class StoryRecord implements RunObserver {
  readonly measurements: Measurement[] = [];
  readonly powerChanges: PowerChange[] = [];
  readonly meters: MeterSample[] = [];
  kill: { readonly step: number; readonly trigger: KillTrigger; readonly cell: Cell | null } | null = null;
  deathElapsedMs: number | null = null;
  availableMicroCu = 0;
  postedMicroCu = 0;
  spentMicroCu = 0;
  entries = 0;
  probed: { readonly trials: number; readonly trialsTotal: number } | null = null;
  #checkpoint: FoundCheckpoint | null = null;
  #attempts: EntryBodyOf<"windows.registered">["attempts"] | null = null;
  /** Windows of the open set that are in. */
  #open = new Map<Cell, Tally>();

  get step(): number {
    return this.#checkpoint?.step ?? 0;
  }

  get power(): PowerLevel | null {
    return this.powerChanges.at(-1)?.power ?? null;
  }

  checkpoint(found: FoundCheckpoint): void {
    this.#checkpoint = found;
  }

  probing({ trials, trialsTotal }: { readonly trials: number; readonly trialsTotal: number }): void {
    this.probed = { trials, trialsTotal };
  }

  meter(sample: MeterSample): void {
    this.meters.push(sample);
  }

  entry(entry: Entry): void {
    this.entries += 1;
    if ("transfers" in entry) this.#book(entry);
    switch (entry.kind) {
      case "windows.registered":
        this.#attempts = entry.attempts;
        this.#open = new Map();
        break;
      case "trials.recorded":
        this.#open.set(cellOf(entry.dimension, entry.context), entry);
        break;
      case "windows.closed":
        this.probed = null;
        this.#measured(
          new Map(REQUIRED_CELLS.map((cell) => [cell, entry.tallies[cell]])),
          entry.steerability.velocityPpm,
        );
        this.#open = new Map();
        break;
      case "throttle.set":
        this.powerChanges.push({ step: this.step, at: entry.at, power: entry.power });
        break;
      case "kill.ordered":
        // A set that shows control to be lost is not finished; what it has shown by then is the last measurement.
        if (this.#open.size > 0) this.#measured(this.#open, null);
        this.kill = { step: this.step, trigger: entry.trigger, cell: entry.cell };
        break;
      case "kill.confirmed":
        this.deathElapsedMs = entry.elapsedMs;
        break;
      default:
    }
  }

  /** The latest window of each dimension, in its worse context. */
  bounds(): Readonly<Record<Dimension, MeasuredCell>> | null {
    const latest = this.measurements.at(-1);
    if (latest === undefined) return null;
    const worst = (dimension: Dimension) =>
      CONTEXTS.map((context) => latest.cells[cellOf(dimension, context)]).reduce((left, right) =>
        right.failures > left.failures ? right : left,
      );
    return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, worst(dimension)])) as Record<
      Dimension,
      MeasuredCell
    >;
  }

  /** CPU time over wall time and cores, from the job's first heartbeat to its last, rounded up; null before there are two. */
  cpuShare(cores: number): number | null {
    const [first, last] = [this.meters[0], this.meters.at(-1)];
    if (first === undefined || last === undefined || last.atMs === first.atMs) return null;
    return Math.ceil((1000 * (last.cpuMs - first.cpuMs)) / (cores * (last.atMs - first.atMs))) / 1000;
  }

  /** Bands in the order in which the run entered them. */
  bandChanges(): { readonly step: number; readonly band: Band }[] {
    const bands = this.powerChanges.map(({ step, power }) => ({ step, band: power.band }));
    return bands.filter(({ band }, index) => band !== bands[index - 1]?.band);
  }

  #book({ transfers }: Extract<Entry, { readonly transfers: unknown }>): void {
    for (const { from, to, amountMicroCu } of transfers) {
      for (const [account, amount] of [
        [from, -amountMicroCu],
        [to, amountMicroCu],
      ] as const) {
        if (account === "available") this.availableMicroCu += amount;
        if (account === "posted") this.postedMicroCu += amount;
        if (account === "spent") this.spentMicroCu += amount;
      }
    }
  }

  /** Windows that are not in keep what the last set said of them. */
  #measured(tallies: ReadonlyMap<Cell, Tally>, velocityPpm: number | null): void {
    const measured = [...tallies].map(([cell, tally]) => [cell, this.#bound(cell, tally)] as const);
    this.measurements.push({
      step: this.step,
      rewardMicro: this.#checkpoint?.meanRewardMicro ?? 0,
      cells: { ...(this.measurements.at(-1)?.cells ?? UNMEASURED), ...Object.fromEntries(measured) },
      velocityPpm,
    });
  }

  #bound(cell: Cell, tally: Tally): MeasuredCell {
    const trials = trialsIn(tally);
    const failures = failuresIn(tally);
    return {
      trials,
      failures,
      provenPpm: provenControlPpm(trials, failures, attemptAlpha(this.#attempts?.[cell].full ?? 1)),
    };
  }
}

const UNMEASURED = Object.fromEntries(
  REQUIRED_CELLS.map((cell) => [cell, { trials: 0, failures: 0, provenPpm: 0 }]),
) as Measurement["cells"];
