import type { EnergyCounter } from "./energy-meter.ts";
import { JOULE_PLACES } from "./energy-meter.ts";
import { scaledUp } from "./exact-decimal.ts";
import { seriesName } from "./exposition.ts";
import type { ReadAt } from "./exporter-counters.ts";
import { meterFault } from "./meter-fault.ts";

/**
 * Prometheus repeats a series for five minutes after its last sample, with the time of the question: a meter may not live on
 * that. Only the samples of a stretch come with times of their own (HTTP API, "Range vectors").
 */
const STALE_MS = 60_000;
const SERIES_MAX = 10_000;
/** A series and nothing done with it: a sum hides a reset, a rate is no counter. */
const SELECTOR = /^([A-Za-z_:][\w:]*)\s*(\{[^{}]*\})?$/;
const PLACES: Readonly<Record<EnergyUnit, number>> = { J: JOULE_PLACES, mJ: JOULE_PLACES - 3, uJ: JOULE_PLACES - 6 };

export type EnergyUnit = "J" | "mJ" | "uJ";

/** A counter that a Prometheus server is asked for. */
export interface EnergyQuery {
  readonly query: string;
  readonly metric: string;
  readonly unit: EnergyUnit;
}

/**
 * A query that can be a measurement: one selector, in the unit that its name says or that is named beside it.
 * Throws `METER_NOT_A_COUNTER`, `METER_UNIT`.
 */
export function energyQuery(query: string, unit: string | null): EnergyQuery {
  const metric = SELECTOR.exec(query.trim())?.[1];
  if (metric === undefined) throw meterFault("METER_NOT_A_COUNTER", "a metric and its labels, and no function", query);
  if (/_watts$|POWER_USAGE$/.test(metric)) throw meterFault("METER_NOT_A_COUNTER", "a counter of energy", metric);
  const said = unitOf(metric);
  if (unit !== null && said !== null && unit !== said)
    throw meterFault("METER_UNIT", `${said}, as ${metric} says`, unit);
  const known = said ?? unit;
  if (known !== "J" && known !== "mJ" && known !== "uJ")
    throw meterFault("METER_UNIT", `the unit of ${metric}: &unit=J, mJ or uJ`, known ?? "none");
  return { query: query.trim(), metric, unit: known };
}

function unitOf(metric: string): EnergyUnit | null {
  if (metric === "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION") return "mJ";
  return /_joules(_total)?$/.test(metric) ? "J" : null;
}

/** What a server is asked of one counter. */
export interface ServerAnswers {
  /** `/api/v1/metadata?metric=…`: what kind of metric it is. */
  readonly metadata: unknown;
  /** The selector, asked first: which series go on. A target that fails ends its series at once. */
  readonly standing: unknown;
  /** The selector's `samplesQuery`: what they counted, and when. */
  readonly samples: unknown;
}

/** Asks for the samples of the last minute with their own times. */
export const samplesQuery = ({ query }: EnergyQuery): string => `${query}[${STALE_MS / 1_000}s]`;

/** The counters that go on, each at its newest sample, which must be of the last minute. */
export function answeredCounters(
  { metric, unit }: EnergyQuery,
  { metadata, standing, samples }: ServerAnswers,
  at: ReadAt,
): readonly EnergyCounter[] {
  const types = typesIn(metadata, metric);
  if (types.length === 0 || types.some((type) => type !== "counter"))
    throw meterFault(
      "METER_NOT_A_COUNTER",
      `${metric} as a counter, by the server's metadata`,
      types.join(", ") || "unknown",
    );
  const names = [...seriesIn(standing, "vector", metric).keys()];
  if (names.length === 0) throw meterFault("METER_INCOMPLETE", `series of ${metric}`, "none");
  const sampled = seriesIn(samples, "matrix", metric);
  return names.map((name) => {
    const { atMs, text } = newestIn(name, sampled.get(name));
    if (Math.abs(at.nowMs - atMs) > STALE_MS) throw stale(name, `one of ${at.nowMs - atMs} ms ago`);
    const nanojoules = scaledUp(text, PLACES[unit], metric);
    return { counter: name, nanojoules, wrapsAtNj: null, powerMaxMw: at.powerMaxMw, session: "" };
  });
}

/** The series of an answer of `/api/v1/query`, by their names. */
function seriesIn(answer: unknown, resultType: "vector" | "matrix", metric: string): ReadonlyMap<string, unknown> {
  const result = fieldOf(dataOf(answer), "result");
  if (fieldOf(dataOf(answer), "resultType") !== resultType || !Array.isArray(result) || result.length > SERIES_MAX)
    throw malformed(`a ${resultType} of at most ${SERIES_MAX} series`, answer);
  const named = new Map(result.map((series: unknown) => [counterName(series, metric), series]));
  if (named.size < result.length) throw malformed("each series once", answer);
  return named;
}

function counterName(series: unknown, metric: string): string {
  const labels = fieldOf(series, "metric");
  if (!isObject(labels) || labels["__name__"] !== metric) throw malformed(`a series of ${metric}`, series);
  const named = Object.entries(labels).map(([label, of]): [string, string] => [label, String(of)]);
  return `prometheus:${seriesName({ name: metric, labels: new Map(named.filter(([label]) => label !== "__name__")) })}`;
}

/** Samples come in the order of their times. */
function newestIn(name: string, series: unknown): { readonly atMs: number; readonly text: string } {
  const values = fieldOf(series, "values");
  if (series === undefined) throw stale(name, "none");
  const newest: unknown = Array.isArray(values) ? values.at(-1) : undefined;
  const [atSeconds, text] = Array.isArray(newest) ? (newest as readonly unknown[]) : [];
  if (typeof atSeconds === "number" && typeof text === "string") return { atMs: Math.round(atSeconds * 1_000), text };
  throw malformed("times and values in digits", series);
}

const stale = (name: string, received: string) =>
  meterFault("METER_STALE", `a sample of ${name} of the last ${STALE_MS} ms`, received);

function typesIn(metadata: unknown, metric: string): readonly string[] {
  const entries = fieldOf(dataOf(metadata), metric);
  return Array.isArray(entries) ? entries.map((entry) => String(fieldOf(entry, "type"))) : [];
}

function dataOf(answer: unknown): unknown {
  if (fieldOf(answer, "status") === "success") return fieldOf(answer, "data");
  throw malformed('an answer with the status "success"', answer);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const fieldOf = (value: unknown, field: string): unknown =>
  isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;

const malformed = (expected: string, received: unknown) =>
  meterFault(
    "METER_MALFORMED",
    `${expected} (Prometheus HTTP API)`,
    (JSON.stringify(received) ?? "nothing").slice(0, 120),
  );
