import type { StepRecord } from "../../trainer/step-record.ts";

/** How a log writes a step as a line. */
export interface LogFormat {
  readonly header: string | null;
  line(record: StepRecord): string;
  /** The step that a line is of; NaN of what is no line of this format. */
  stepOf(line: string): number;
  /** The error in a line; null where it is not finite, or is none. */
  errorOf(line: string): number | null;
}

/** By the ending of a log's name. */
export const logFormatOf = (path: string): LogFormat => (path.endsWith(".csv") ? CSV : JSON_LINES);

/** Numbers that are not finite are null, for JSON has none of them. */
const JSON_LINES: LogFormat = {
  header: null,
  line: ({ step, ...rest }) => JSON.stringify({ step, ...rest }),
  stepOf: (line) => numberIn(line, "step") ?? Number.NaN,
  errorOf: (line) => numberIn(line, "error"),
};

function numberIn(line: string, name: "step" | "error"): number | null {
  try {
    const { [name]: value } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return typeof value === "number" ? value : null;
  } catch {
    return null;
  }
}

/** In the order of the header. */
export const LOG_COLUMNS = [
  "step",
  "error",
  "loss",
  "reality",
  "flow",
  "structure",
  "tension",
  "risk",
  "rate",
  "mode",
  "gradientNorm",
  "stability",
  "spiked",
  "rewoundTo",
  "skipped",
  "drifted",
] as const satisfies readonly (keyof StepRecord)[];

/** Numbers in the shortest text that gives them back exactly; empty where there is none. */
const CSV: LogFormat = {
  header: LOG_COLUMNS.join(","),
  line: (record) => LOG_COLUMNS.map((name) => String(record[name] ?? "")).join(","),
  stepOf: (line) => (/^\d+,/u.test(line) ? Number(line.slice(0, line.indexOf(","))) : Number.NaN),
  errorOf: (line) => finiteOrNull(Number(line.split(",", 2)[1] ?? Number.NaN)),
};

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
