import type { UpdateMetrics } from "@plimsoll/simulation";

/** What is kept of every update, in the order of the log's columns. Nothing depends on the machine. */
const COLUMNS = {
  update: ({ updates }) => updates,
  steps: ({ steps }) => steps,
  episodes: ({ episodes }) => episodes,
  mean_return: ({ meanReturn }) => meanReturn,
  mean_length: ({ meanLength }) => meanLength,
  entropy: ({ entropy }) => entropy,
  kl: ({ kl }) => kl,
  clip_share: ({ clipShare }) => clipShare,
  policy_loss: ({ policyLoss }) => policyLoss,
  value_loss: ({ valueLoss }) => valueLoss,
  explained_variance: ({ explainedVariance }) => explainedVariance,
  gradient_norm: ({ gradientNorm }) => gradientNorm,
  learning_rate: ({ learningRate }) => learningRate,
} satisfies Record<string, (metrics: UpdateMetrics) => number | null>;

type Column = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as readonly Column[];

/** One update; null where no episode ended. */
export type LogRow = readonly (number | null)[];
export const LOG_COLUMNS = NAMES.length;

export const logRowOf = (metrics: UpdateMetrics): LogRow => NAMES.map((name) => finite(COLUMNS[name](metrics)));

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

export const logValue = (row: LogRow, name: Column): number | null => row[NAMES.indexOf(name)] ?? null;

/** CSV with a header; an empty field where there is no value. */
export const logText = (rows: readonly LogRow[]): string =>
  [NAMES.join(","), ...rows.map((row) => row.map((value) => value ?? "").join(","))]
    .map((line) => `${line}\n`)
    .join("");
