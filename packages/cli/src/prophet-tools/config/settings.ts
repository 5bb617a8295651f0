import { oneOf, PlimsollError } from "@plimsoll/foundation";
import { parseTrainerSpec, PROFILES, trainerShape, type TrainerSpec } from "@plimsoll/prophet";
import { type ConfigFile, readConfigFile } from "./config-file.ts";
import { csvColumn } from "./csv-column.ts";
import { overlay } from "./overlay.ts";
import { parseConfig, type RunOptions, type SettingsLayer } from "./run-options.ts";

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

/** What is to be run, from all sources together. */
export interface Settings {
  readonly profile: ProfileName;
  readonly spec: TrainerSpec;
  /** Of a stream of kind `series`; `null` for the others. */
  readonly series: Float64Array | null;
  readonly run: RunOptions;
}

/** Where settings come from, each going before the one above it. */
export interface Sources {
  readonly config: string | undefined;
  readonly environment: SettingsLayer;
  readonly flags: SettingsLayer;
}

/**
 * Defaults < file < environment < flags. Throws `PROPHET_CONFIG` for a fault of the file, with its line, before anything else is looked at;
 * `PROPHET_SPEC` for what the others make of it; `PROPHET_SERIES`.
 */
export function settingsFrom({ config, environment, flags }: Sources): Settings {
  const file = config === undefined ? null : readConfigFile(config);
  const fileLayer = file === null ? NOTHING : layerOf(file);
  const profile = profileOf(flags.profile ?? fileLayer.profile);
  const fromFile = overlay(PROFILES[profile], fileLayer.training);
  if (file !== null) refuseFault(file, fromFile);
  const laid = [environment, flags].reduce((spec, { training }) => overlay(spec, training), fromFile);
  const data = flags.data ?? fileLayer.data;
  const series = data === undefined ? null : csvColumn(data);
  const isLengthGiven = [fileLayer, flags].some(({ training }) => "steps" in training);
  const spec = parseTrainerSpec(series === null ? laid : overlay(laid, seriesPart(series, isLengthGiven)));
  return {
    profile,
    spec: ofTheSeries(spec, series),
    series,
    run: { ...fileLayer.run, ...environment.run, ...flags.run },
  };
}

const NOTHING: SettingsLayer = { training: {}, run: {} };

function layerOf(file: ConfigFile): SettingsLayer {
  const layer = parseConfig(file.value, oneOf(...PROFILE_NAMES));
  return layer.ok ? layer.value : file.refuse(layer.error);
}

const profileOf = (name: string | undefined): ProfileName => PROFILE_NAMES.find((each) => each === name) ?? "classic";

/** A fault of the training that the file itself made is told with its line. */
function refuseFault(file: ConfigFile, spec: unknown): void {
  const parsed = trainerShape.parse(spec);
  if (!parsed.ok) file.refuse({ ...parsed.error, path: `/training${parsed.error.path}` });
}

/** Who brings a series learns from it, to its end where no length was asked for. */
const seriesPart = (series: Float64Array, isLengthGiven: boolean): Readonly<Record<string, unknown>> => ({
  stream: { kind: "series" },
  ...(isLengthGiven ? {} : { steps: series.length }),
});

function ofTheSeries(spec: TrainerSpec, series: Float64Array | null): TrainerSpec {
  if ((spec.stream.kind === "series") === (series !== null) && spec.steps <= (series?.length ?? spec.steps))
    return spec;
  throw new PlimsollError({
    code: "PROPHET_SERIES",
    expected:
      series === null ? "a series for a stream of kind series" : `at most ${series.length} steps, as the series has`,
    received: series === null ? "none" : `${spec.steps}`,
    fix:
      series === null ? "name one with --stream csv:FILE:COLUMN, or under data in the configuration" : "lower --steps",
  });
}
