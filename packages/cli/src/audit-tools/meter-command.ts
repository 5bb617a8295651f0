import { setTimeout as wait } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import {
  combinedMeter,
  KeptMeter,
  LOG_NAME,
  meterFromSource,
  type MeterReportCommand,
  SOURCE_FORMS,
} from "@plimsoll/governor";
import { InvalidArgumentError } from "commander";
import { join } from "node:path";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { interruption } from "../interruption.ts";
import { logName, wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { type MeterOutlet, signedLines, siteOutlet, type Told } from "./meter-outlet.ts";

interface MeterFlags {
  readonly lab: string;
  readonly source: readonly string[];
  readonly part?: readonly string[];
  readonly every?: number;
  readonly count?: number;
  readonly milliwattsPerCore?: number;
  readonly wattsMax: number;
  readonly idleMilliwatts: number;
  readonly data: string;
  readonly out?: string;
  readonly key?: string;
  readonly log: string;
  readonly base?: string;
  readonly json?: boolean;
}

const WATTS_MAX = 100_000;
const EVERY_MS = 10_000;

export const addMeter: AddCommand = (audit, exitWith) => {
  const command = audit
    .command("meter")
    .description("measure what a lab's supply uses, and report it, signed, to the site or into a file")
    .requiredOption("--lab <name>", "the lab that the supply is of")
    .requiredOption("--source <source>", `what is read (repeatable, they add up): ${SOURCE_FORMS}`, collected)
    .option("--part <cgroup>", "a cgroup's folder, metered as a part of the node or cgroup (repeatable)", collected)
    .option(
      "--every <time>",
      "time between reports, such as 10s; the shipped policy takes 30s for silence (default: 10s)",
      duration,
    )
    .option("--count <n>", "end after so many readings", wholeNumber(1))
    .option("--milliwatts-per-core <n>", "power model of node and cgroup: what one busy core draws", wholeNumber(1))
    .option(
      "--idle-milliwatts <n>",
      "what the supply draws when nothing of the lab runs; taken off, and never more than was used",
      wholeNumber(0),
      0,
    )
    .option(
      "--watts-max <n>",
      "what one counter cannot draw more: beyond it nothing is believed",
      wholeNumber(1),
      WATTS_MAX,
    )
    .option("--data <dir>", "data folder of the site, and its meter's key", ".plimsoll")
    .option("--out <file>", "write signed lines there instead, for another site or an auditor")
    .option("--key <file>", "the meter's own key, PEM, with --out; made when it is not there")
    .option("--log <name>", "the log that signed lines are for", logName, LOG_NAME)
    .option("--base <file>", "where counters are kept over a restart (default: in the data folder, or beside --out)")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
What cannot be read is silence and never zero: nothing is reported, and the kernel pauses the lab (docs/guides/audit-compute.md).
The key is a meter's and never a lab's. Counters go on over a restart; whoever loses the base file has reset the meter.

Examples:
  plimsoll audit meter --lab acme --source rapl --source trainer:checkpoints
  plimsoll audit meter --lab acme --source dcgm:http://node1:9400/metrics --source api-usage:api-usage.json --every 10s
  plimsoll audit meter --lab acme --source node --milliwatts-per-core 12000 --out mine.jsonl --key my-meter.pem`,
    )
    .action(async (flags: MeterFlags) => {
      if (flags.key !== undefined && flags.out === undefined)
        command.error("error: --key is for --out: to the site the site's meter key signs");
      if (flags.part !== undefined && !flags.source.some((source) => /^(node|cgroup)\b/.test(source)))
        command.error("error: --part is for --source node or cgroup: no other source has it as a part");
      const told = await metered(
        flags,
        flags.out === undefined ? siteOutlet(flags.data) : linesOutlet(flags, flags.out),
      );
      exitWith(told.refused > 0 ? EXIT.refused : told.reports === 0 ? EXIT.broken : EXIT.done);
    });
};

const collected = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function duration(text: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(amount) * (UNITS_MS[unit] ?? 0);
  if (ms >= 100) return ms;
  throw new InvalidArgumentError("expected a time of at least 100ms, such as 10s.");
}

function linesOutlet({ key, log }: MeterFlags, file: string): MeterOutlet {
  return signedLines({ file, keyFile: key ?? `${file}.key.pem`, log });
}

const baseFile = ({ base, out, data, lab }: MeterFlags): string =>
  base ?? (out === undefined ? join(data, "meters", `${lab.replaceAll("/", "%2F")}.json`) : `${out}.base.json`);

const keptMeter = (flags: MeterFlags): KeptMeter => {
  const { milliwattsPerCore = null, wattsMax, part: parts = [], source, lab } = flags;
  const options = {
    clock: systemClock,
    powerMaxMw: BigInt(wattsMax) * 1_000n,
    milliwattsPerCore: milliwattsPerCore === null ? null : BigInt(milliwattsPerCore),
    parts,
  };
  const meter = combinedMeter(source.map((text) => meterFromSource(text, options)));
  const tareMw = BigInt(flags.idleMilliwatts);
  return new KeptMeter({ lab, meter, clock: systemClock, file: baseFile(flags), tareMw });
};

/** Reads and reports until it is interrupted or has its count. */
async function metered(flags: MeterFlags, outlet: MeterOutlet): Promise<Told> {
  const { every = EVERY_MS, count = Infinity, json } = flags;
  const meter = keptMeter(flags);
  const signal = interruption();
  const told = { reports: 0, refused: 0, silences: 0 };
  const startedAt = systemClock.monotonicMs();
  for (let reading = 1; reading <= count && !signal.aborted; reading += 1) {
    const told1 = await readOnce(meter, outlet);
    told[told1.kind] += 1;
    tell(told1, json === true);
    const dueMs = startedAt + reading * every - systemClock.monotonicMs();
    if (reading < count) await wait(Math.max(0, dueMs), undefined, { signal }).catch(() => {});
  }
  if (json === true)
    printJson({ type: "summary", ok: told.refused === 0 && told.reports > 0, lab: flags.lab, ...told });
  return told;
}

type Reading =
  | { readonly kind: "reports"; readonly report: MeterReportCommand; readonly verdict: string | null }
  | { readonly kind: "refused" | "silences"; readonly code: string; readonly message: string };

/** A meter's fault is told and the next reading tried: a meter that gives up is silent for good. */
async function readOnce(meter: KeptMeter, outlet: MeterOutlet): Promise<Reading> {
  try {
    const report = await meter.next();
    const answer = outlet(report);
    return answer.ok
      ? { kind: "reports", report, verdict: answer.value }
      : { kind: "refused", code: answer.error.code, message: answer.error.message };
  } catch (fault) {
    if (!(fault instanceof PlimsollError)) throw fault;
    return { kind: "silences", code: fault.code, message: fault.message };
  }
}

function tell(reading: Reading, asJson: boolean): void {
  if (reading.kind !== "reports") {
    if (asJson)
      printJson({
        type: reading.kind === "refused" ? "refusal" : "silence",
        code: reading.code,
        message: reading.message,
      });
    process.stderr.write(`${reading.kind === "refused" ? "refused" : "silent"}: ${reading.code}: ${reading.message}\n`);
    return;
  }
  const { report, verdict } = reading;
  const { type: _, ...counters } = report;
  if (asJson) printJson({ type: "report", ...counters, verdict });
  else
    process.stdout.write(
      `${new Date(report.measuredAt).toISOString()} ${report.energyMj} mJ, ${report.apiCalls} calls, ${report.trainingFlop} FLOP${verdict === null ? "" : `: ${verdict}`}\n`,
    );
}
