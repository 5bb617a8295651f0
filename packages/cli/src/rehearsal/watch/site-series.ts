import { dataFolder } from "@plimsoll/governor";
import type { Entry } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";
import { policyOfSite } from "../../kernel-tools/site-policy.ts";
import { FleetRecord, type FleetSample } from "../series/fleet-record.ts";
import { RenewalGaps } from "./renewal-gaps.ts";

/** How many samples a ledger is cut into where nobody says how long one is. */
const SAMPLES = 120;
const SAMPLE_MS_MIN = 1_000;
/** More would not be looked at, and a slip of the hand would ask for millions. */
const SAMPLES_MAX = 100_000;

/**
 * The fleet's metrics over the life of a real site, from its ledger: the same series that a rehearsal gives, by the same code. Refusals
 * and the load of clusters are in no entry: they stay null. Works while a site writes.
 * Throws what `policyOfSite` throws: a ledger is replayed before anything is said about it.
 *
 * @param everyMs the time between samples; null for a hundred and twenty of them
 */
export function siteSeries(directory: string, everyMs: number | null): readonly FleetSample[] {
  const { policy } = policyOfSite(directory);
  using ledger = openLedgerReader({ directory: dataFolder(directory).ledger });
  const entries = Array.from(ledger.entries(), ({ text }) => JSON.parse(text) as Entry);
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return [];
  const spanMs = Math.max(1, last.at - first.at);
  const asked = everyMs ?? Math.max(SAMPLE_MS_MIN, Math.ceil(spanMs / SAMPLES));
  return sampled(entries, Math.max(asked, Math.ceil(spanMs / SAMPLES_MAX)), policy.leaseTtlMs);
}

/** The series of entries in their order. The last sample is at the last entry. */
export function sampled(entries: readonly Entry[], everyMs: number, leaseTtlMs: number): readonly FleetSample[] {
  const record = new FleetRecord();
  const gaps = new RenewalGaps(leaseTtlMs);
  const samples: FleetSample[] = [];
  const sample = (atMs: number): void => {
    const heartbeatAgeMs = record.renewedAtMs === null ? null : atMs - record.renewedAtMs;
    samples.push(
      record.sample(atMs, { heartbeatAgeMs, lateRenewalsPpm: gaps.takeLatePpm(), refusals: null, loadPpm: null }),
    );
  };
  let nextMs = (entries[0]?.at ?? 0) + everyMs;
  for (const entry of entries) {
    for (; entry.at > nextMs; nextMs += everyMs) sample(nextMs);
    record.take(entry);
    gaps.take(entry);
  }
  const lastMs = entries.at(-1)?.at;
  if (lastMs !== undefined) sample(lastMs);
  return samples;
}
