import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { timelineSvg } from "../report/timeline-svg.ts";
import { refuseFilesInTheWay, writeFiles } from "../report/write-files.ts";
import type { FleetSample } from "../series/fleet-record.ts";
import { MONITORS } from "../series/monitors.ts";
import { WATCHED_METRICS } from "../verdict/warned.ts";
import { siteSeries } from "../watch/site-series.ts";

interface WatchFlags {
  readonly data: string;
  readonly everySeconds?: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const TIMELINE = "fleet.svg";
/** Rows of the table: the newest. */
const ROWS = 20;

export const addRehearseWatch: AddCommand = (rehearse) => {
  rehearse
    .command("watch")
    .description("the same fleet metrics, risk and warnings of a real site, from its ledger")
    .option("--data <dir>", "data folder of the site", ".plimsoll")
    .option("--every-seconds <n>", "time between samples (default: a 120th of the ledger's life)", wholeNumber(1))
    .option("--out <dir>", "write the timeline (fleet.svg) into this folder")
    .option("--force", "replace an older timeline in that folder")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Reads the ledger alone, also while a site writes it: what no entry says (refusals, load) is not known.

Examples:
  plimsoll lab rehearse watch --data ./site
  plimsoll lab rehearse watch --data ./site --every-seconds 60 --json | tail -1`,
    )
    .action(({ data, everySeconds, out, force, json }: WatchFlags) => {
      const samples = siteSeries(data, everySeconds === undefined ? null : everySeconds * 1_000);
      if (out !== undefined) refuseFilesInTheWay(out, [TIMELINE], force === true);
      if (out !== undefined) writeTimeline(out, data, samples);
      if (json === true) watchedJson(samples);
      else process.stdout.write(watchedText(samples));
    });
};

function writeTimeline(out: string, data: string, samples: readonly FleetSample[]): void {
  const beginMs = samples[0]?.atMs ?? 0;
  const shifted = samples.map((sample) => ({ ...sample, atMs: sample.atMs - beginMs }));
  const svg = timelineSvg({ title: data, samples: shifted, spans: [], mark: null });
  writeFiles(out, [[TIMELINE, svg]]);
}

/** What every monitor says at the end of the series, and when it first warned. */
const standingWarnings = (samples: readonly FleetSample[]) =>
  MONITORS.flatMap(({ name, make }) =>
    WATCHED_METRICS.map((metric) => {
      const monitor = make();
      const states = samples.map((sample) => monitor.feed(metric.of(sample)).state);
      const first = states.indexOf("warning");
      const state = states.at(-1) ?? "unknown";
      return { monitor: name, metric: metric.name, state, warnedAtMs: samples[first]?.atMs ?? null };
    }),
  );

function watchedJson(samples: readonly FleetSample[]): void {
  for (const sample of samples) printJson({ type: "sample", ...sample });
  const { risk, flow, verdict, classicRisk, classicVerdict } = samples.at(-1) ?? NEVER;
  printJson({
    type: "summary",
    ok: true,
    samples: samples.length,
    risk,
    flow,
    verdict,
    classicRisk,
    classicVerdict,
    warnings: standingWarnings(samples),
  });
}

const NEVER = { risk: null, flow: null, verdict: null, classicRisk: null, classicVerdict: null };

function watchedText(samples: readonly FleetSample[]): string {
  if (samples.length === 0) return "the ledger is empty\n";
  const warnings = standingWarnings(samples).map(({ monitor, metric, state }) => `${monitor} on ${metric}: ${state}\n`);
  return [HEADER, ...samples.slice(-ROWS).map(row), ...warnings].join("");
}

const HEADER = "time                      jobs  power %  headroom %   late %    risk    flow  verdict\n";

function row(sample: FleetSample): string {
  const { atMs, jobs, grantedPpm, headroomPpm, lateRenewalsPpm, risk, flow, verdict } = sample;
  const cells = [
    new Date(atMs).toISOString(),
    `${jobs}`.padStart(4),
    (grantedPpm / 10_000).toFixed(0).padStart(7),
    percent(headroomPpm).padStart(10),
    percent(lateRenewalsPpm).padStart(7),
    risk.toFixed(3).padStart(6),
    flow.toFixed(3).padStart(6),
    verdict,
  ];
  return `${cells.join("  ")}\n`;
}

const percent = (ppm: number | null): string => (ppm === null ? "–" : (ppm / 10_000).toFixed(2));
