import { integer, list, nullable, object, PlimsollError, real, type Shaped } from "@plimsoll/foundation";
import type { StepRecord } from "../../trainer/step-record.ts";
import { RiskTally, riskTallyShape } from "./risk-tally.ts";

/** Errors that the moving mean is of. */
const WINDOW = 100;
/** Share of the old in the smoothed loss. */
const SMOOTHING = 0.98;

const number = real(-Number.MAX_VALUE, Number.MAX_VALUE);

/** What a run sums up of its steps, as a checkpoint carries it. */
export const runTallyShape = object({
  steps: integer(),
  /** Of the finite online errors. */
  errorSum: number,
  nonFiniteErrors: integer(),
  spikes: integer(),
  rewinds: integer(),
  drifts: integer(),
  /** The newest last; only of a window without gaps is there a moving mean. */
  lastErrors: list(number, WINDOW),
  smoothedLoss: nullable(number),
  /** At the checkpoint before. */
  smoothedLossThen: nullable(number),
  best: nullable(object({ step: integer(), error: number })),
  risks: riskTallyShape,
});

/** Counts of a run, as they are kept over a restart. */
export type KeptTally = Shaped<typeof runTallyShape>;

const NOTHING: KeptTally = {
  steps: 0,
  errorSum: 0,
  nonFiniteErrors: 0,
  spikes: 0,
  rewinds: 0,
  drifts: 0,
  lastErrors: [],
  smoothedLoss: null,
  smoothedLossThen: null,
  best: null,
  risks: { open: [], counts: [] },
};

/** Sums up a run, so that one that was killed and went on says of itself what an uninterrupted one says. */
export class RunTally {
  #counts: Omit<KeptTally, "lastErrors" | "risks">;
  readonly #lastErrors: number[];
  readonly #risks: RiskTally;

  private constructor({ lastErrors, risks, ...counts }: KeptTally) {
    this.#counts = counts;
    this.#lastErrors = [...lastErrors];
    this.#risks = new RiskTally(risks);
  }

  static readonly empty = (): RunTally => new RunTally(NOTHING);

  /** From a checkpoint. @throws PlimsollError `PROPHET_CHECKPOINT` for what no run kept */
  static from(kept: unknown): RunTally {
    const parsed = runTallyShape.parse(kept);
    if (parsed.ok) return new RunTally(parsed.value);
    const { path, expected, received } = parsed.error;
    throw new PlimsollError({
      code: "PROPHET_CHECKPOINT",
      expected: `${expected} at /run${path}`,
      received,
      fix: "go on from a checkpoint that `plimsoll lab prophet run` wrote",
    });
  }

  add(record: StepRecord): void {
    const { error, loss, risk, spiked, rewoundTo, drifted } = record;
    const counts = { ...this.#counts, steps: this.#counts.steps + 1 };
    if (Number.isFinite(error)) counts.errorSum += error;
    else counts.nonFiniteErrors += 1;
    if (spiked) counts.spikes += 1;
    if (rewoundTo !== null) counts.rewinds += 1;
    if (drifted) counts.drifts += 1;
    if (Number.isFinite(loss)) counts.smoothedLoss = smoothed(counts.smoothedLoss, loss);
    this.#counts = counts;
    this.#remember(error);
    this.#risks.add(risk, spiked);
  }

  #remember(error: number): void {
    if (!Number.isFinite(error)) this.#lastErrors.length = 0;
    else if (this.#lastErrors.push(error) > WINDOW) this.#lastErrors.shift();
  }

  /** Of the last step; null where it was not finite, or there was none. */
  get lastError(): number | null {
    return this.#lastErrors.at(-1) ?? null;
  }

  /** At a checkpoint: whether the moving mean of the error is the least so far. Before so many steps nothing is. */
  takeBest(warmUpSteps: number): boolean {
    const { steps, best } = this.#counts;
    if (steps < warmUpSteps || this.#lastErrors.length < WINDOW) return false;
    const error = this.#lastErrors.reduce((sum, each) => sum + each, 0) / WINDOW;
    if (best !== null && best.error <= error) return false;
    this.#counts = { ...this.#counts, best: { step: steps, error } };
    return true;
  }

  /** At a checkpoint: how far the smoothed loss has fallen since the one before, in millionths; 0 at the first. */
  takeGainMicro(): number {
    const { smoothedLoss, smoothedLossThen } = this.#counts;
    this.#counts = { ...this.#counts, smoothedLossThen: smoothedLoss };
    const fall = smoothedLoss === null || smoothedLossThen === null ? 0 : smoothedLossThen - smoothedLoss;
    const micro = Math.round(fall * 1e6);
    return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, micro));
  }

  get counts(): Pick<KeptTally, "spikes" | "rewinds" | "drifts"> {
    return this.#counts;
  }

  kept(): KeptTally {
    return { ...this.#counts, lastErrors: [...this.#lastErrors], risks: this.#risks.kept() };
  }
}

const smoothed = (before: number | null, loss: number): number =>
  before === null ? loss : SMOOTHING * before + (1 - SMOOTHING) * loss;
