import type { EnergyCounter } from "./energy-meter.ts";
import { JOULE_PLACES } from "./energy-meter.ts";
import { scaledUp } from "./exact-decimal.ts";
import { seriesName } from "./exposition.ts";
import type { ReadAt } from "./exporter-counters.ts";
import { meterFault } from "./meter-fault.ts";

/** Prometheus repeats a series for five minutes after its last scrape; a meter may not live on that. */
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

/** The counters in an answer of `/api/v1/query` (an instant vector). @param metadata the answer of `/api/v1/metadata?metric=…` */
export function answeredCounters(
  { metric, unit }: EnergyQuery,
  answer: unknown,
  metadata: unknown,
  at: ReadAt,
): readonly EnergyCounter[] {
  const types = typesIn(metadata, metric);
  if (types.length === 0 || types.some((type) => type !== "counter"))
    throw meterFault(
      "METER_NOT_A_COUNTER",
      `${metric} as a counter, by the server's metadata`,
      types.join(", ") || "unknown",
    );
  const result = fieldOf(dataOf(answer), "result");
  if (fieldOf(dataOf(answer), "resultType") !== "vector" || !Array.isArray(result) || result.length > SERIES_MAX)
    throw malformed("an instant vector", answer);
  if (result.length === 0) throw meterFault("METER_INCOMPLETE", `series of ${metric}`, "none");
  const counters = result.map((series: unknown) => counterOf(series, metric, PLACES[unit], at));
  if (new Set(counters.map(({ counter }) => counter)).size < counters.length)
    throw malformed("each series once", answer);
  return counters;
}

function counterOf(series: unknown, metric: string, places: number, { nowMs, powerMaxMw }: ReadAt): EnergyCounter {
  const labels = fieldOf(series, "metric");
  const value = fieldOf(series, "value");
  if (!isObject(labels) || labels["__name__"] !== metric || !Array.isArray(value))
    throw malformed(`a series of ${metric}`, series);
  const [atSeconds, text] = value as readonly unknown[];
  if (typeof atSeconds !== "number" || typeof text !== "string")
    throw malformed("a time and a value in digits", series);
  if (Math.abs(nowMs - atSeconds * 1_000) > STALE_MS)
    throw meterFault("METER_STALE", `${metric} of the last ${STALE_MS} ms`, `one of ${atSeconds} s`);
  const named = Object.entries(labels).map(([label, of]): [string, string] => [label, String(of)]);
  const counter = `prometheus:${seriesName({ name: metric, labels: new Map(named.filter(([label]) => label !== "__name__")) })}`;
  return { counter, nanojoules: scaledUp(text, places, metric), wrapsAtNj: null, powerMaxMw, session: "" };
}

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
