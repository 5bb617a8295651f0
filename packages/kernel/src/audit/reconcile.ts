import type { Policy } from "../policy/policy.ts";
import type { AuditRecord, MeterReading } from "./audit-record.ts";
import { abovePpm, alarms, belowPpm, cusumAfter } from "./cusum.ts";
import { meterReported } from "./meters.ts";
import type { PaidUse } from "./paid-use.ts";
import type { Channel, Channels, Reconciliation } from "./reconciliation.ts";

/** A meter's report as it came. */
export interface MeterReport extends MeterReading {
  readonly meter: string;
  readonly partsMj: readonly string[];
}

const TERA = 1_000_000_000_000n;

/**
 * One report beside what the lab's CU pays for (ACB-K §8.2, docs/concepts/kernel.md).
 *
 * What is too much is judged at every report: the ledger's most is a most at any moment. What is too little for what was
 * reached, and the cumulative sums, are judged when the window closes, which it does once it is `auditWindowMs` long and
 * all meters of the lab have been heard of late.
 *
 * @param record what was known before the report; @param paid of its window, null where this report opens the first one
 */
export function reconcile(
  policy: Policy,
  record: AuditRecord,
  report: MeterReport,
  paid: PaidUse | null,
  meters: readonly string[],
): Reconciliation {
  const { receivedAt: at } = report;
  const after = meterReported(record.meters, report.meter, report);
  const startedAt = record.window?.startedAt ?? at;
  const closes = at - startedAt >= policy.auditWindowMs && allHeard(policy, after, meters, at);
  const channels = channelsOf(policy, paid, after);
  const cusum = closes ? cusumAfter(record.cusum, channels, at - startedAt) : record.cusum;
  const verdict =
    faultOf(record, report) ??
    divergenceOf(policy, channels, closes) ??
    (alarms(cusum) ? "cumulative_divergence" : "agrees");
  return { verdict, windowStartedAt: startedAt, closes, channels, cusum };
}

const allHeard = (policy: Policy, after: AuditRecord["meters"], meters: readonly string[], at: number): boolean =>
  meters.every((name) =>
    after.some(({ meter, newest }) => meter === name && at - newest.receivedAt < policy.meterSilentMs),
  );

/** A report that contradicts itself or the one before it. */
function faultOf(record: AuditRecord, report: MeterReport): "counter_reversed" | "parts_exceed_whole" | null {
  const before = record.meters.find(({ meter }) => meter === report.meter)?.newest;
  if (before !== undefined && isBelow(report, before)) return "counter_reversed";
  const parts = report.partsMj.reduce((sum, part) => sum + BigInt(part), 0n);
  return parts > BigInt(report.energyMj) ? "parts_exceed_whole" : null;
}

const isBelow = (report: MeterReading, before: MeterReading): boolean =>
  BigInt(report.energyMj) < BigInt(before.energyMj) ||
  report.apiCalls < before.apiCalls ||
  BigInt(report.trainingFlop) < BigInt(before.trainingFlop);

/**
 * Energy is what the FLOP take, and at most besides what calls and probes take. Calls are those that the meters counted:
 * whether there may be so many is the channel of its own.
 */
function channelsOf(policy: Policy, paid: PaidUse | null, meters: AuditRecord["meters"]): Channels {
  const energy = measuredIn(meters, ({ energyMj }) => BigInt(energyMj));
  const calls = measuredIn(meters, ({ apiCalls }) => BigInt(apiCalls));
  const flop = measuredIn(meters, ({ trainingFlop }) => BigInt(trainingFlop));
  if (paid === null)
    return { energyMj: channel(0n, 0n, 0n), apiCalls: channel(0n, 0n, 0n), trainingFlop: channel(0n, 0n, 0n) };
  const mjPerTera = BigInt(policy.energyMjPerTeraFlop);
  const answered = (calls < paid.apiCallsAtMost ? calls : paid.apiCallsAtMost) + paid.probes;
  const energyAtMost = (paid.flopAtMost * mjPerTera + TERA - 1n) / TERA + answered * BigInt(policy.energyMjPerCall);
  return {
    energyMj: channel((paid.flopAtLeast * mjPerTera) / TERA, energyAtMost, energy),
    apiCalls: channel(0n, paid.apiCallsAtMost, calls),
    trainingFlop: channel(paid.flopAtLeast, paid.flopAtMost, flop),
  };
}

const channel = (atLeast: bigint, atMost: bigint, measured: bigint): Channel => ({
  atLeast: `${atLeast}`,
  atMost: `${atMost}`,
  measured: `${measured}`,
});

/** A counter that ran back measured nothing: what is below nothing would cancel what another meter counted. */
const measuredIn = (meters: AuditRecord["meters"], counter: (reading: MeterReading) => bigint): bigint =>
  meters.reduce((sum, { first, newest }) => {
    const counted = counter(newest) - counter(first);
    return counted > 0n ? sum + counted : sum;
  }, 0n);

type Divergence = "off_ledger_training" | "training_divergence" | "energy_divergence" | "api_divergence";

function divergenceOf({ divergencePpm }: Policy, channels: Channels, closes: boolean): Divergence | null {
  const { trainingFlop, energyMj, apiCalls } = channels;
  const limit = BigInt(divergencePpm);
  const diverges = (one: Channel): boolean => abovePpm(one) > limit || (closes && belowPpm(one) > limit);
  if (trainingFlop.atMost === "0" && trainingFlop.measured !== "0") return "off_ledger_training";
  if (diverges(trainingFlop)) return "training_divergence";
  if (diverges(energyMj)) return "energy_divergence";
  return diverges(apiCalls) ? "api_divergence" : null;
}
