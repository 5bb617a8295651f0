import type { AuditRecord, Meter, MeterReading } from "./audit-record.ts";

/** The meters of a lab after one of them reported; one that is new counts from its first report on. */
export function meterReported(meters: readonly Meter[], meter: string, reading: MeterReading): readonly Meter[] {
  const { measuredAt, receivedAt, energyMj, apiCalls, trainingFlop } = reading;
  const newest = { measuredAt, receivedAt, energyMj, apiCalls, trainingFlop };
  if (!meters.some((known) => known.meter === meter)) return [...meters, { meter, first: newest, newest }];
  return meters.map((known) => (known.meter === meter ? { ...known, newest } : known));
}

/** Meters where a window begins: what they count from now on is the new window's. */
export const metersFromHere = (meters: readonly Meter[]): readonly Meter[] =>
  meters.map((known) => ({ ...known, first: known.newest }));

/**
 * When a meter was last heard, ms since 1970; null when never. By the earlier of its own clock and the site's: an old
 * measurement that is sent late, or again, keeps no meter alive.
 */
export function heardAt(record: AuditRecord | undefined, meter: string): number | null {
  const newest = record?.meters.find((known) => known.meter === meter)?.newest;
  return newest === undefined ? null : Math.min(newest.measuredAt, newest.receivedAt);
}
