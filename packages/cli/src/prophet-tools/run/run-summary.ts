import { aurocOf, type FixedRun, type NaiveBaselines, type RunEnd } from "@plimsoll/prophet/node";

/** What a run came to: the last line with --json. A figure that there is not is null. */
export interface RunSummary {
  readonly type: "summary";
  readonly ok: true;
  readonly steps: number;
  readonly finalError: number | null;
  readonly baselines: {
    readonly zero: number | null;
    readonly repeatLast: number | null;
    readonly bestFixed: number | null;
  };
  /** The rate that `bestFixed` is of. */
  readonly bestFixedRate: number | null;
  readonly riskAuroc: number | null;
  readonly spikes: number;
  readonly rewinds: number;
  readonly checkpoint: string | null;
  readonly log: string | null;
  readonly interrupted: boolean;
  readonly profile: string;
  readonly seed: number;
  readonly training: string;
}

interface Outcome {
  readonly end: RunEnd;
  readonly naive: NaiveBaselines | { readonly zero: null; readonly repeatLast: null };
  readonly bestFixed: FixedRun | null;
  readonly log: string | null;
  readonly profile: string;
}

export function runSummary({ end, naive, bestFixed, log, profile }: Outcome): RunSummary {
  const { tally, trainer, checkpoint, interrupted, training } = end;
  return {
    type: "summary",
    ok: true,
    steps: tally.steps,
    finalError: tally.steps === 0 || tally.nonFiniteErrors > 0 ? null : tally.errorSum / tally.steps,
    baselines: { ...naive, bestFixed: bestFixed?.error ?? null },
    bestFixedRate: bestFixed?.rate ?? null,
    riskAuroc: aurocOf(tally.risks),
    spikes: tally.spikes,
    rewinds: tally.rewinds,
    checkpoint,
    log,
    interrupted,
    profile,
    seed: trainer.spec.seed,
    training,
  };
}
