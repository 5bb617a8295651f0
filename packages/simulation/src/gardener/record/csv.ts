import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { specDigest } from "../../spec-digest.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";
import type { GenerationRecord } from "./generation-record.ts";

interface Column {
  readonly name: string;
  readonly text: (record: GenerationRecord) => string;
}

/** The seed's twelve columns in its order; decimals as reference §4.9. */
const COLUMNS: readonly Column[] = [
  { name: "Gen", text: ({ generation }) => whole(generation) },
  { name: "Population", text: ({ population }) => whole(population) },
  { name: "Avg_Energy", text: ({ energyMean }) => fixed(energyMean, 2) },
  { name: "Total_Entropy", text: ({ entropyTotal }) => fixed(entropyTotal, 2) },
  { name: "Emergency_Moves", text: ({ emergencyMoves }) => whole(emergencyMoves) },
  { name: "Isolation_Saves", text: ({ isolationSaves }) => whole(isolationSaves) },
  { name: "Entropy_Gradient", text: ({ entropyGradient }) => fixed(entropyGradient, 3) },
  { name: "Population_Volatility", text: ({ populationVolatility }) => whole(populationVolatility) },
  { name: "Emergency_Ratio", text: ({ emergencyRatio }) => fixed(emergencyRatio, 4) },
  { name: "Collapse_Risk", text: ({ risk }) => fixed(risk, 4) },
  { name: "Flow", text: ({ flow }) => fixed(flow, 4) },
  { name: "Verdict", text: ({ verdict }) => verdict },
];

/** The first line, without its line end. */
export const csvHeader: string = COLUMNS.map(({ name }) => name).join(",");

/**
 * One generation as a line without its line end (`\n` in the file). Every field is a number in fixed notation with a point, or one
 * of three lower-case words: nothing in it needs the quotes of RFC 4180. Throws `GARDENER_RECORD_INVALID` for a number that is not
 * finite.
 */
export const csvLine = (record: GenerationRecord): string => COLUMNS.map(({ text }) => text(record)).join(",");

/** What stands beside the file, since its columns have no room for it. */
export interface CsvDescription {
  readonly schema: "plimsoll.gardener.csv/1";
  readonly columns: readonly string[];
  readonly profile: string;
  readonly specDigest: Digest;
  readonly seed: number;
  readonly policy: string;
  readonly control: string;
}

/** A side file's value: what the lines mean and which run they came from. */
export const csvDescription = (spec: GardenerSpec, seed: number, policy: string, control: string): CsvDescription => ({
  schema: "plimsoll.gardener.csv/1",
  columns: COLUMNS.map(({ name }) => name),
  profile: spec.name,
  specDigest: specDigest(spec),
  seed,
  policy,
  control,
});

const whole = (value: number): string => fixed(value, 0);

/** So many decimals, rounded half away from zero on the exact binary value; no minus sign before a zero. */
function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) throw notWritable(value);
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

const notWritable = (value: number): PlimsollError =>
  new PlimsollError({
    code: "GARDENER_RECORD_INVALID",
    expected: "a finite number below 10^21",
    received: String(value),
    fix: "write records as advance returns them",
  });
