import { PlimsollError } from "@plimsoll/foundation";
import { csvHeader, type Verdict, VERDICTS } from "@plimsoll/simulation";
import { regularFileText } from "../../cluster-tools/input/regular-file.ts";
import { addToSeries, emptySeries, type GardenerSeries } from "./gardener-series.ts";

const WHOLE = /^\d{1,15}$/u;
const decimals = (places: number): RegExp => new RegExp(String.raw`^-?\d{1,15}\.\d{${places}}$`, "u");

/** What stands in each of the twelve columns, in order. */
const COLUMNS = [
  { name: "Gen", form: WHOLE },
  { name: "Population", form: WHOLE },
  { name: "Avg_Energy", form: decimals(2) },
  { name: "Total_Entropy", form: decimals(2) },
  { name: "Emergency_Moves", form: WHOLE },
  { name: "Isolation_Saves", form: WHOLE },
  { name: "Entropy_Gradient", form: decimals(3) },
  { name: "Population_Volatility", form: WHOLE },
  { name: "Emergency_Ratio", form: decimals(4) },
  { name: "Collapse_Risk", form: decimals(4) },
  { name: "Flow", form: decimals(4) },
  { name: "Verdict", form: new RegExp(`^(${VERDICTS.join("|")})$`, "u") },
] as const;

/** A CSV of a Gardener run, read strictly. Throws `GARDENER_CSV_MALFORMED`, which names the line. */
export function readGardenerCsv(path: string): GardenerSeries {
  const lines = regularFileText(path).split("\n");
  if (lines[0] !== csvHeader) throw malformed(path, 1, `the header ${csvHeader}`, lines[0] ?? "nothing");
  if (lines.at(-1) !== "") throw malformed(path, lines.length, "a line end after the last line", lines.at(-1) ?? "");
  if (lines.length < 3) throw malformed(path, 2, "at least one generation", "none");
  const series = emptySeries();
  for (let at = 1; at < lines.length - 1; at += 1) addLine(series, path, at, lines[at]!);
  return series;
}

function addLine(series: GardenerSeries, path: string, generation: number, text: string): void {
  const fields = text.split(",");
  const line = generation + 1;
  if (fields.length !== COLUMNS.length) throw malformed(path, line, `${COLUMNS.length} fields`, `${fields.length}`);
  const wrong = COLUMNS.findIndex(({ form }, column) => !form.test(fields[column]!));
  if (wrong !== -1)
    throw malformed(path, line, `${COLUMNS[wrong]!.name} as ${COLUMNS[wrong]!.form.source}`, fields[wrong]!);
  if (Number(fields[0]) !== generation) throw malformed(path, line, `generation ${generation}`, fields[0]!);
  addToSeries(series, {
    population: Number(fields[1]),
    energyMean: Number(fields[2]),
    entropyTotal: Number(fields[3]),
    risk: Number(fields[9]),
    flow: Number(fields[10]),
    verdict: fields[11] as Verdict,
  });
}

const malformed = (path: string, line: number, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "GARDENER_CSV_MALFORMED",
    expected: `${expected} in line ${line} of "${path}"`,
    received: received.length > 60 ? `${received.slice(0, 60)}…` : received,
    fix: "give a CSV as `plimsoll lab gardener run` writes it, unchanged",
  });
