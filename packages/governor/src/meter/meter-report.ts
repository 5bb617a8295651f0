import type { Command } from "@plimsoll/kernel";
import { type CounterBase, usedNj } from "./counter-base.ts";
import { NJ_PER_MJ } from "./energy-meter.ts";

/** What a meter signs. */
export type MeterReportCommand = Extract<Command, { readonly type: "meter.report" }>;
type CountedZone = CounterBase["zones"][number];

/** The kernel takes so many parts; the rest is one. */
const PARTS_MAX = 256;

/**
 * What a meter says of a lab: all its counters since its base began, energy rounded up. The parts are rounded down, and none of
 * them can exceed the whole by rounding; a zone that its parts exceed stands for itself beside the wholes of all others,
 * so that the kernel sees it.
 */
export function meterReport(base: CounterBase): MeterReportCommand {
  const { lab, measuredAtMs, zones, taredNj, apiCalls, trainingFlop } = base;
  if (measuredAtMs === null) throw new Error("a meter that has measured nothing has nothing to report");
  const energyNj = usedNj(zones) - BigInt(taredNj);
  return {
    type: "meter.report",
    lab,
    measuredAt: measuredAtMs,
    energyMj: `${(energyNj + NJ_PER_MJ - 1n) / NJ_PER_MJ}`,
    apiCalls: Number(sumOf(apiCalls)),
    trainingFlop: `${sumOf(trainingFlop)}`,
    partsMj: atMost(PARTS_MAX, partsNj(base)).map((part) => `${part / NJ_PER_MJ}`),
  };
}

/** Zones whose parts used more than they did (Kepler issue 1833: a namespace beyond its node). */
export const exceededZones = ({ zones }: Pick<CounterBase, "zones">): readonly string[] =>
  zones.filter(isExceeded).map(({ whole }) => whole.counter);

/** Parts are of what was drawn with the idle share: beside a tared whole only an alarm is told. */
function partsNj({ zones, taredNj }: CounterBase): readonly bigint[] {
  const isAlarm = zones.some(isExceeded);
  if (!isAlarm && taredNj !== "0") return [];
  return zones.flatMap((zone) =>
    isAlarm && !isExceeded(zone) ? [BigInt(zone.whole.total)] : zone.parts.map(({ total }) => BigInt(total)),
  );
}

const isExceeded = ({ whole, parts }: CountedZone): boolean => sumOf(parts) > BigInt(whole.total);

const sumOf = (counted: readonly { readonly total: string }[]): bigint =>
  counted.reduce((sum, { total }) => sum + BigInt(total), 0n);

function atMost(count: number, parts: readonly bigint[]): readonly bigint[] {
  if (parts.length <= count) return parts;
  const rest = parts.slice(count - 1).reduce((sum, part) => sum + part, 0n);
  return [...parts.slice(0, count - 1), rest];
}
