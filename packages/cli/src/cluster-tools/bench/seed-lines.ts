import type { PairedSigns } from "@plimsoll/simulation";
import type { EpisodeFigures, Figure } from "./episode-figures.ts";

const BANNER = "=".repeat(70);

/** The seed's benchmark, letter by letter (seed 003, Benchmark), with the figures of this run; the heuristic is H1. */
export const seedLines = (random: EpisodeFigures, h1: EpisodeFigures, signs: PairedSigns): string =>
  [
    BANNER,
    "✅ BENCHMARK RESULTS (Random vs Heuristic)",
    seedLine("random", random),
    seedLine("heuristic", h1),
    `Heuristic win-rate: ${signs.wins}/${h1.episodes} (ties: ${signs.ties})`,
  ]
    .map((line) => `${line}\n`)
    .join("");

const seedLine = (name: string, { reward, steps, oom, critical, load }: EpisodeFigures): string =>
  `${name} | reward μ=${signed(reward.mean)} σ=${reward.deviation.toFixed(3)} | steps μ=${steps.mean.toFixed(1)} | ` +
  `oom_rate=${oom.mean.toFixed(2)} | crit_rate=${critical.mean.toFixed(2)} | avg_load μ=${load.mean.toFixed(3)}`;

const signed = (value: number): string => `${value < 0 ? "" : "+"}${value.toFixed(3)}`;

/** The figures that the seed prints. */
const PRINTED = {
  random: { reward: -12.456, deviation: 4.821, steps: 312.4, oom: 1.82, critical: 0.68, load: 0.512 },
  heuristic: { reward: 18.912, deviation: 3.215, steps: 456.8, oom: 0.34, critical: 0.12, load: 0.378 },
} as const;

/** One printed figure beside ours. */
export interface PrintedFigure {
  readonly policy: "random" | "heuristic";
  readonly figure: string;
  readonly printed: number;
  readonly ours: number;
  /** Within two standard errors of ours. */
  readonly reproduces: boolean;
}

export const printedBesideOurs = (random: EpisodeFigures, h1: EpisodeFigures): readonly PrintedFigure[] => [
  ...besideOurs("random", random),
  ...besideOurs("heuristic", h1),
];

function besideOurs(policy: PrintedFigure["policy"], figures: EpisodeFigures): PrintedFigure[] {
  const { reward, steps, oom, critical, load, episodes } = figures;
  const printed = PRINTED[policy];
  // Of a normal sample; good enough to tell 3 from 5.
  const deviationError = reward.deviation / Math.sqrt(2 * episodes);
  const row = (figure: string, of: number, ours: number, error: number): PrintedFigure => ({
    policy,
    figure,
    printed: of,
    ours,
    reproduces: Math.abs(ours - of) <= 2 * error,
  });
  const mean = (figure: string, of: number, ours: Figure) => row(figure, of, ours.mean, ours.standardError);
  return [
    mean("reward μ", printed.reward, reward),
    row("reward σ", printed.deviation, reward.deviation, deviationError),
    mean("steps μ", printed.steps, steps),
    mean("oom_rate", printed.oom, oom),
    mean("crit_rate", printed.critical, critical),
    mean("avg_load μ", printed.load, load),
  ];
}
