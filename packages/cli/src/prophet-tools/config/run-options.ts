import {
  boolean,
  err,
  integer,
  matching,
  ok,
  type Result,
  type Shape,
  type Shaped,
  type ShapeFault,
} from "@plimsoll/foundation";

const path = matching("the path of a file or folder", /^[^\0]{1,4096}$/u);
const port = integer(0, 65_535);

/** What a configuration may say under `run`: all that is no part of the training itself. */
const RUN_FIELDS = {
  checkpoints: path,
  checkpointInterval: integer(1, 1_000_000_000),
  log: path,
  monitor: boolean,
  metricsPort: port,
  healthPort: port,
  live: port,
  baselines: boolean,
} as const;

/** Under `data`: a column of a CSV as the stream. */
const DATA_FIELDS = { file: path, column: matching("a column's name or number", /^[^\0]{1,200}$/u) } as const;

/** How a training is run. What is not given is left to whoever comes before. */
export type RunOptions = { readonly [Name in keyof typeof RUN_FIELDS]?: Shaped<(typeof RUN_FIELDS)[Name]> };

export interface DataColumn {
  readonly file: string;
  readonly column: string;
}

/** One source of settings: a file, the environment, flags. */
export interface SettingsLayer {
  readonly profile?: string;
  /** Parts of a training spec, laid over what comes before. */
  readonly training: Readonly<Record<string, unknown>>;
  readonly run: RunOptions;
  readonly data?: DataColumn;
}

/** Reads a whole configuration; an unknown field is a fault. What it says of the training is judged when it has been laid over a profile. */
export function parseConfig(value: unknown, profiles: Shape<string>): Result<SettingsLayer, ShapeFault> {
  const whole = someFields({ profile: profiles, training: record, run: record, data: record }, value, "");
  if (!whole.ok) return whole;
  const { profile, training = {}, run = {}, data } = whole.value;
  const runOptions = someFields(RUN_FIELDS, run, "/run");
  if (!runOptions.ok) return runOptions;
  const column = data === undefined ? undefined : columnOf(data);
  if (column !== undefined && !column.ok) return column;
  return ok({
    training,
    run: runOptions.value,
    ...(profile === undefined ? {} : { profile }),
    ...(column === undefined ? {} : { data: column.value }),
  });
}

function columnOf(value: unknown): Result<DataColumn, ShapeFault> {
  const parsed = someFields(DATA_FIELDS, value, "/data");
  if (!parsed.ok) return parsed;
  const { file, column } = parsed.value;
  if (file !== undefined && column !== undefined) return ok({ file, column });
  return err({ path: "/data", expected: "file and column", received: file === undefined ? "no file" : "no column" });
}

const record: Shape<Readonly<Record<string, unknown>>> = {
  expected: "fields by name",
  jsonSchema: { type: "object" },
  parse: (value, at = "") =>
    isRecord(value) ? ok(value) : err({ path: at, expected: "fields by name", received: kindOf(value) }),
};

/** Never the value itself, which may be a whole file of something else, or hold itself. */
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Some<F extends Readonly<Record<string, Shape<unknown>>>> = { readonly [Name in keyof F]?: Shaped<F[Name]> };

/** An object with any of these fields and no others. */
function someFields<F extends Readonly<Record<string, Shape<unknown>>>>(
  fields: F,
  value: unknown,
  at: string,
): Result<Some<F>, ShapeFault> {
  const whole = record.parse(value, at);
  if (!whole.ok) return whole;
  const parsed: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(whole.value)) {
    const shape = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (shape === undefined)
      return err({
        path: `${at}/${name}`,
        expected: `one of ${Object.keys(fields).join(", ")}`,
        received: `a field ${JSON.stringify(name)}`,
      });
    const field = shape.parse(member, `${at}/${name}`);
    if (!field.ok) return field;
    parsed[name] = field.value;
  }
  return ok(parsed as Some<F>);
}
