import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { PlimsollError } from "@plimsoll/foundation";
import { type Mode, MODES } from "@plimsoll/prophet";
import { LOG_COLUMNS } from "@plimsoll/prophet/node";
import { refuseEndlessInput } from "../../cluster-tools/input/regular-file.ts";
import { type PlottedStep, RunCurves } from "./run-curves.ts";

const HEADER = LOG_COLUMNS.join(",");
const CHUNK = 1 << 20;
const LINE_LENGTH_MAX = 1 << 16;

/**
 * A log of `lab prophet run`, JSON lines or CSV, of any length. A last line without an end, as a killed run leaves it, is passed over.
 * Throws `PROPHET_LOG`, which names the line; `FILE_NOT_READABLE`; what the file system says.
 */
export function readLog(path: string): RunCurves {
  const curves = new RunCurves();
  let parse: ((line: string) => PlottedStep | null) | null = null;
  let [number, next] = [0, -1];
  for (const line of linesOf(path)) {
    number += 1;
    if (number === 1 && line === HEADER) {
      parse = stepOfCsv;
      continue;
    }
    parse ??= stepOfJson;
    const step = parse(line);
    if (step === null || (next >= 0 && step.step !== next)) throw logFault(path, number, next, line);
    next = step.step + 1;
    curves.add(step);
  }
  if (curves.steps === 0) throw logFault(path, number + 1, 0, "nothing");
  return curves;
}

function* linesOf(path: string): Generator<string> {
  refuseEndlessInput(path);
  const file = openSync(path, "r");
  const [chunk, decoder] = [Buffer.alloc(CHUNK), new StringDecoder("utf8")];
  let rest = "";
  try {
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, size))).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
      if (rest.length <= LINE_LENGTH_MAX) continue;
      // No step has such a line: what is no log is not read to its end.
      yield rest;
      return;
    }
  } finally {
    closeSync(file);
  }
}

function stepOfCsv(line: string): PlottedStep | null {
  const fields = line.split(",");
  if (fields.length !== LOG_COLUMNS.length) return null;
  const entries = LOG_COLUMNS.map((name, at) => [name, csvValue(fields[at] ?? "")] as const);
  return plotted(Object.fromEntries(entries));
}

function csvValue(text: string): unknown {
  if (text === "") return null;
  if (text === "true" || text === "false") return text === "true";
  return Number.isNaN(Number(text)) && text !== "NaN" ? text : Number(text);
}

function stepOfJson(line: string): PlottedStep | null {
  try {
    return plotted(JSON.parse(line) as unknown);
  } catch {
    return null;
  }
}

function plotted(value: unknown): PlottedStep | null {
  if (typeof value !== "object" || value === null) return null;
  const { step, mode, spiked, rewoundTo = null, ...rest } = value as Readonly<Record<string, unknown>>;
  const { error, loss, rate, risk, flow } = rest;
  if (!Number.isSafeInteger(step) || !isMode(mode) || typeof spiked !== "boolean") return null;
  if (![error, loss, rate, risk, flow, rewoundTo].every((each) => each === null || typeof each === "number"))
    return null;
  const numberOr = (each: unknown): number => (typeof each === "number" ? each : Number.NaN);
  return {
    step: step as number,
    mode,
    spiked,
    rewoundTo: rewoundTo as number | null,
    risk: risk as number | null,
    error: numberOr(error),
    loss: numberOr(loss),
    rate: numberOr(rate),
    flow: numberOr(flow),
  };
}

const isMode = (value: unknown): value is Mode => MODES.some((mode) => mode === value);

const logFault = (path: string, line: number, next: number, received: string): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_LOG",
    expected: `${next <= 0 ? "a step" : `step ${next}`} of a log in line ${line} of "${path}"`,
    received: received.length > 60 ? `${received.slice(0, 60)}…` : received,
    fix: "give a log as `plimsoll lab prophet run --log` writes it, unchanged",
  });
