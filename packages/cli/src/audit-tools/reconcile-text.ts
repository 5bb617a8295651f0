import type { ChannelStanding } from "@plimsoll/governor";
import { textTable } from "../output/text-table.ts";
import { type AuditedLab, isConclusive, type ReconciliationReport } from "./reconcile.ts";

const COLUMNS = 25;
const UNITS: Readonly<Record<ChannelStanding["channel"], string>> = {
  energyMj: "mJ",
  apiCalls: "calls",
  trainingFlop: "FLOP",
};

/** A reconciliation for people. */
export function reconcileText(report: ReconciliationReport): string {
  const { labs, unheard, by } = report;
  const rows = labs.flatMap((lab) => lab.channels.map((channel) => channelRow(lab, channel)));
  const head = [
    "lab",
    "channel",
    "at least",
    "at most",
    "measured",
    `${":".padEnd(10)} least to most ${"|".padStart(9)}`,
    "off by",
    "verdict",
  ];
  return [
    rows.length === 0 ? "no meter was heard\n" : textTable([head, ...rows]),
    ...labs.map(labText),
    unheard.length === 0 ? "" : `not metered: ${unheard.join(", ")}\n`,
    by === "site" ? "" : comparedText(report),
    isConclusive(report) ? "" : inconclusiveText(report),
  ].join("");
}

const channelRow = ({ verdict }: AuditedLab, channel: ChannelStanding): readonly string[] => [
  channel.lab,
  channel.channel,
  amount(channel.atLeast),
  amount(channel.atMost),
  `${amount(channel.measured)} ${UNITS[channel.channel]}`,
  bar(channel),
  offBy(channel),
  channel.divergent ? verdict.toUpperCase() : "agrees",
];

/** Digits in groups of three; beyond fifteen of them, a power of ten. */
function amount(digits: string): string {
  if (digits.length > 15) return `${digits[0]}.${digits.slice(1, 4)}e${digits.length - 1}`;
  return digits.replaceAll(/\B(?=(\d{3})+$)/g, " ");
}

function offBy({ abovePpm, belowPpm }: ChannelStanding): string {
  if (abovePpm === null) return "all of it";
  if (abovePpm > 0) return `+${(abovePpm / 10_000).toFixed(2)} %`;
  return belowPpm > 0 ? `-${(belowPpm / 10_000).toFixed(2)} %` : "0";
}

/** `#` up to what was measured; `:` at the least, `|` at the most that is accounted for. */
export function bar({ atLeast, atMost, measured }: Pick<ChannelStanding, "atLeast" | "atMost" | "measured">): string {
  const amounts = [atLeast, atMost, measured].map(Number);
  const end = Math.max(...amounts, 1);
  const [least = 0, most = 0, filled = 0] = amounts.map((each) => Math.round((each * (COLUMNS - 1)) / end));
  const signs: string[] = Array.from({ length: COLUMNS }, (_, at) =>
    at <= filled && Number(measured) > 0 ? "#" : ".",
  );
  signs[least] = ":";
  signs[most] = "|";
  return signs.join("");
}

function labText({ lab, verdict, foundAt, hold }: AuditedLab): string {
  const when = foundAt === null ? "" : ` since ${new Date(foundAt).toISOString()}, by the figures of that reading`;
  const held = hold === null ? "" : `; shut down (${hold}) until an auditor clears it`;
  return `${lab}: ${verdict}${when}${held}\n`;
}

function comparedText({ by, same, other, refused }: ReconciliationReport): string {
  const lines = [`${same} of ${same + other} readings at the ledger's instants reconcile to the ledger's own bytes`];
  if (other > 0 && by === "ledger") lines.push(`${other} DO NOT: the ledger says otherwise than its own numbers`);
  else if (other > 0) lines.push(`${other} do not: these meters saw something else than the ledger's`);
  if (refused.length > 0)
    lines.push(`${refused.length} readings would have been refused: ${[...new Set(refused)].join(", ")}`);
  return `${lines.join("\n")}\n`;
}

const inconclusiveText = ({ labs }: ReconciliationReport): string =>
  labs.length === 0
    ? "NOT CONCLUSIVE: no lab was judged by these readings\n"
    : "NOT CONCLUSIVE: what the refused readings measured is in no lab's account\n";
