import { type Mode, MODES, type StepRecord } from "@plimsoll/prophet";
import { ThinnedCurve } from "./thinned-curve.ts";

/** Rewinds that are drawn; more would be a wall. */
const REWINDS_MAX = 1000;

/** What a plot needs of a step. */
export type PlottedStep = Pick<
  StepRecord,
  "step" | "error" | "loss" | "rate" | "risk" | "flow" | "mode" | "spiked" | "rewoundTo"
>;

/** A run as its plot shows it, of any length in little room. */
export class RunCurves {
  readonly error = new ThinnedCurve();
  readonly loss = new ThinnedCurve();
  readonly rate = new ThinnedCurve();
  readonly risk = new ThinnedCurve();
  readonly flow = new ThinnedCurve();
  /** 0 panic, 3 cruise: its least value is the gravest mode of a stretch. */
  readonly mode = new ThinnedCurve();
  /** Steps of the first ones. */
  readonly rewinds: number[] = [];
  readonly modeSteps: Record<Mode, number> = { panic: 0, alert: 0, warning: 0, cruise: 0 };
  /** Of the first step that is shown: above 0 where a run was gone on with. */
  from: number | null = null;
  steps = 0;
  spikes = 0;
  rewindCount = 0;

  add(record: PlottedStep): void {
    this.from ??= record.step;
    this.steps += 1;
    for (const name of ["error", "loss", "rate", "risk", "flow"] as const) this[name].add(record[name]);
    this.mode.add(MODES.indexOf(record.mode));
    this.modeSteps[record.mode] += 1;
    if (record.spiked) this.spikes += 1;
    if (record.rewoundTo === null) return;
    this.rewindCount += 1;
    if (this.rewinds.length < REWINDS_MAX) this.rewinds.push(record.step);
  }
}
