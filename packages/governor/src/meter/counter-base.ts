import {
  decimal,
  err,
  integer,
  list,
  matching,
  nullable,
  object,
  ok,
  type PlimsollError,
  type Result,
  type Shaped,
} from "@plimsoll/foundation";
import type { EnergyCounter, EnergyZone, MeterReading, UseCounter } from "./energy-meter.ts";
import { meterFault } from "./meter-fault.ts";

const COUNTERS_MAX = 20_000;
const text = matching("a text of at most 1024 characters", /^.{0,1024}$/su);

/** Where a counter was, and what it has counted since the base began. */
const countedShape = object({ counter: text, session: text, last: decimal, total: decimal });
const zoneShape = object({ whole: countedShape, parts: list(countedShape, COUNTERS_MAX) });

/** What a meter must remember: with it a restarted meter goes on where it was, and neither runs back nor skips. */
export const counterBaseShape = object({
  lab: text,
  sources: list(text, 64),
  measuredAtMs: nullable(integer()),
  zones: list(zoneShape, COUNTERS_MAX),
  /** Of all zones together, what was taken off as drawn by an idle supply. */
  taredNj: decimal,
  apiCalls: list(countedShape, 64),
  trainingFlop: list(countedShape, 64),
});
export type CounterBase = Shaped<typeof counterBaseShape>;
type Counted = Shaped<typeof countedShape>;
type CountedZone = Shaped<typeof zoneShape>;

/** Of a meter that has measured nothing yet. @param sources names of what it reads */
export const newCounterBase = (lab: string, sources: readonly string[]): CounterBase => ({
  lab,
  sources,
  measuredAtMs: null,
  zones: [],
  taredNj: "0",
  apiCalls: [],
  trainingFlop: [],
});

/**
 * The base after a reading. What a counter shows first counts as nothing: since when it counts nobody knows.
 *
 * Answers a fault, and no base, where the reading does not follow from the one before: a counter that is missing
 * (`METER_INCOMPLETE`), began anew (`COUNTER_RESET`), may have wrapped more than once (`COUNTER_GAP`), or leapt beyond what can
 * be used (`COUNTER_IMPLAUSIBLE`); a clock that did not go on (`METER_CLOCK`).
 *
 * @param tareMw what the supply draws when nothing of the lab runs, mW: taken off each step, but never more than was used in it
 */
export function advanced(base: CounterBase, reading: MeterReading, tareMw = 0n): Result<CounterBase, PlimsollError> {
  const { measuredAtMs } = reading;
  const elapsedMs = base.measuredAtMs === null ? 0 : measuredAtMs - base.measuredAtMs;
  if (base.measuredAtMs !== null && elapsedMs <= 0)
    return err(meterFault("METER_CLOCK", `a time after ${base.measuredAtMs}`, `${measuredAtMs}`));
  try {
    const zones = zonesAfter(base.zones, reading.zones, BigInt(elapsedMs));
    const tare = tareOf(usedNj(zones) - usedNj(base.zones), tareMw * BigInt(elapsedMs) * NJ_PER_MW_MS);
    const taredNj = `${BigInt(base.taredNj) + tare}`;
    const apiCalls = usesAfter(base.apiCalls, reading.apiCalls);
    const trainingFlop = usesAfter(base.trainingFlop, reading.trainingFlop);
    return ok({ ...base, measuredAtMs, zones, taredNj, apiCalls, trainingFlop });
  } catch (fault) {
    return err(fault as PlimsollError);
  }
}

/** 1 mW for 1 ms. */
const NJ_PER_MW_MS = 1_000n;

/** What all zones used since the base began, before any tare. */
export const usedNj = (zones: CounterBase["zones"]): bigint =>
  zones.reduce((sum, { whole }) => sum + BigInt(whole.total), 0n);

const tareOf = (stepNj: bigint, idleNj: bigint): bigint => (stepNj < idleNj ? stepNj : idleNj);

function zonesAfter(before: readonly CountedZone[], zones: readonly EnergyZone[], elapsedMs: bigint): CountedZone[] {
  const known = new Map(before.map((zone) => [zone.whole.counter, zone]));
  for (const { whole } of zones) known.delete(whole.counter);
  const [missing] = known.keys();
  if (missing !== undefined) throw meterFault("METER_INCOMPLETE", `the counter ${missing}`, "none");
  return zones.map((zone) => {
    const was = before.find(({ whole }) => whole.counter === zone.whole.counter);
    const whole = energyAfter(was?.whole, zone.whole, elapsedMs);
    return { whole, parts: partsAfter(was?.parts ?? [], zone.parts, elapsedMs) };
  });
}

/** Pods end and jobs are over: a part that is gone keeps what it has used. */
function partsAfter(before: readonly Counted[], parts: readonly EnergyCounter[], elapsedMs: bigint): Counted[] {
  const now = new Map(parts.map((part) => [part.counter, part]));
  const was = new Map(before.map((part) => [part.counter, part]));
  const gone = before.filter(({ counter }) => !now.has(counter));
  return [...gone, ...parts.map((part) => energyAfter(was.get(part.counter), part, elapsedMs))];
}

function energyAfter(was: Counted | undefined, now: EnergyCounter, elapsedMs: bigint): Counted {
  const { counter, session, nanojoules } = now;
  if (was === undefined) return { counter, session, last: `${nanojoules}`, total: "0" };
  if (was.session !== session) throw reset(counter, `counting since ${was.session}`, `since ${session}`);
  const usedNj = usedSince(BigInt(was.last), now, elapsedMs);
  return { counter, session, last: `${nanojoules}`, total: `${BigInt(was.total) + usedNj}` };
}

/** A wrap is one only if so much can have been used, and only one wrap can have been. */
function usedSince(
  lastNj: bigint,
  { counter, nanojoules, wrapsAtNj, powerMaxMw }: EnergyCounter,
  elapsedMs: bigint,
): bigint {
  const usableNj = powerMaxMw * elapsedMs * NJ_PER_MW_MS;
  if (wrapsAtNj !== null && usableNj >= wrapsAtNj)
    throw meterFault("COUNTER_GAP", `a reading of ${counter} before it can wrap twice`, `one ${elapsedMs} ms later`);
  const straight = nanojoules - lastNj;
  if (straight < 0n && wrapsAtNj === null) throw reset(counter, `at least ${lastNj} nJ`, `${nanojoules} nJ`);
  const usedNj = straight < 0n ? straight + (wrapsAtNj ?? 0n) : straight;
  if (usedNj <= usableNj) return usedNj;
  if (straight < 0n) throw reset(counter, `at least ${lastNj} nJ, or a wrap`, `${nanojoules} nJ`);
  throw meterFault(
    "COUNTER_IMPLAUSIBLE",
    `at most ${usableNj} nJ more of ${counter} in ${elapsedMs} ms`,
    `${usedNj} nJ`,
  );
}

function usesAfter(before: readonly Counted[], uses: readonly UseCounter[]): Counted[] {
  const now = new Set(uses.map(({ counter }) => counter));
  const missing = before.find(({ counter }) => !now.has(counter));
  if (missing !== undefined) throw meterFault("METER_INCOMPLETE", `the counter ${missing.counter}`, "none");
  return uses.map((use) =>
    useAfter(
      before.find(({ counter }) => counter === use.counter),
      use,
    ),
  );
}

function useAfter(was: Counted | undefined, { counter, session, value }: UseCounter): Counted {
  if (was === undefined) return { counter, session, last: `${value}`, total: "0" };
  if (was.session !== session) throw reset(counter, `counting since ${was.session}`, `since ${session}`);
  if (value < BigInt(was.last)) throw reset(counter, `at least ${was.last}`, `${value}`);
  return { counter, session, last: `${value}`, total: `${BigInt(was.total) + value - BigInt(was.last)}` };
}

const reset = (counter: string, expected: string, received: string) =>
  meterFault("COUNTER_RESET", `${counter} with ${expected}`, received);
