import type { ForensicCause } from "@plimsoll/kernel";
import type { OwnAnswer, Reconciliation } from "./outside-audit.ts";

export type ChannelName = keyof Reconciliation["channels"];
const CHANNELS: readonly ChannelName[] = ["energyMj", "apiCalls", "trainingFlop"];

/** One channel of a lab at the reading that a divergence was found by, else at its newest one. Amounts in decimal digits. */
export interface ChannelStanding {
  readonly lab: string;
  readonly channel: ChannelName;
  readonly atLeast: string;
  readonly atMost: string;
  readonly measured: string;
  /** Ppm of the most by which more was measured; null where nothing was paid for and something was measured. Not below 0. */
  readonly abovePpm: number | null;
  /** Ppm of the least by which less was measured. Not below 0. */
  readonly belowPpm: number;
  readonly divergent: boolean;
}

/** What the audit says of a lab. */
export interface LabStanding {
  readonly lab: string;
  /** The first finding since the last clearance, which the lab was shut down for, or that it agrees. */
  readonly verdict: "agrees" | ForensicCause;
  /** When it was found, ms since 1970. */
  readonly foundAt: number | null;
  readonly windowStartedAt: number;
  readonly channels: readonly ChannelStanding[];
}

/** Where a lab stands by the answers to its meters, in their order; null where none of them was reconciled. */
export function labStanding(lab: string, answers: readonly OwnAnswer[], divergencePpm: number): LabStanding | null {
  const reconciled = answers.filter((answer) => answer.lab === lab && answer.reconciliation !== null);
  const found = reconciled.find(({ reconciliation }) => reconciliation?.verdict !== "agrees");
  const telling = (found ?? reconciled.at(-1))?.reconciliation ?? null;
  if (telling === null) return null;
  return standingOf(lab, telling, found?.at ?? null, divergencePpm);
}

/**
 * How a lab stands after a reconciliation, channel by channel.
 *
 * @param foundAt when a divergence was found, ms since 1970; null: none was
 * @param divergencePpm how far channels may part
 */
export function standingOf(
  lab: string,
  newest: Reconciliation,
  foundAt: number | null,
  divergencePpm: number,
): LabStanding {
  const channels = CHANNELS.map((channel) => channelStanding(lab, channel, newest, divergencePpm));
  return { lab, verdict: newest.verdict, foundAt, windowStartedAt: newest.windowStartedAt, channels };
}

function channelStanding(
  lab: string,
  channel: ChannelName,
  newest: Reconciliation,
  divergencePpm: number,
): ChannelStanding {
  const amounts = newest.channels[channel];
  const { atLeast, atMost, measured } = amounts;
  const above = beyondPpm(BigInt(measured) - BigInt(atMost), BigInt(atMost));
  const below = beyondPpm(BigInt(atLeast) - BigInt(measured), BigInt(atLeast)) ?? 0;
  const isBeyond = above === null || above > divergencePpm || (newest.closes && below > divergencePpm);
  const divergent = newest.verdict !== "agrees" && (isBeyond || isNamed(channel, newest));
  return { lab, channel, ...amounts, abovePpm: above, belowPpm: below, divergent };
}

/** Rounded up; null of nothing. */
function beyondPpm(difference: bigint, of: bigint): number | null {
  if (difference <= 0n) return 0;
  return of === 0n ? null : Number((difference * 1_000_000n + of - 1n) / of);
}

/** 3 % beyond the slack for 24 h, ppm · ms (K-76). */
const ALARM = 30_000n * 86_400_000n;

/** A contradiction of the meter itself is one of energy, which is what parts and counters are of first. */
function isNamed(channel: ChannelName, { verdict, cusum }: Reconciliation): boolean {
  const sums: Readonly<Record<ChannelName, readonly string[]>> = {
    energyMj: [cusum.energyAbove, cusum.energyBelow],
    apiCalls: [cusum.apiAbove],
    trainingFlop: [cusum.trainingAbove, cusum.trainingBelow],
  };
  if (verdict === "cumulative_divergence") return sums[channel].some((sum) => BigInt(sum) >= ALARM);
  return channel === "energyMj" && (verdict === "counter_reversed" || verdict === "parts_exceed_whole");
}
