import type { StoryRecord } from "@plimsoll/demo";
import { observers, type RunObserver } from "@plimsoll/governor";
import { DIMENSIONS } from "@plimsoll/kernel";
import { printJson } from "./print-json.ts";
import { printableLines } from "./print-text.ts";

/** Tells what happens to a run, a line at a time, on standard error: standard output is for JSON alone. */
export function runLines(record: StoryRecord, asJson: boolean): RunObserver {
  const say = (type: string, fields: Readonly<Record<string, unknown>>, text: string): void => {
    if (asJson) printJson({ type, ...fields });
    else process.stderr.write(printableLines(`plimsoll: ${text}\n`));
  };
  return observers(record, {
    jobStarted: () => say("started", {}, "the job runs, under a lease"),
    checkpoint: ({ name, digest, gainMicro }) =>
      say("checkpoint", { name, digest, gainMicro }, `checkpoint ${name}${gainText(gainMicro)}`),
    advice: ({ advisedScalePpm, reported }) => {
      const reportedScalePpm = reported?.scalePpm ?? null;
      if (asJson) printJson({ type: "advice", advisedScalePpm, reportedScalePpm });
      // A job that reads no advice has nothing to say of it.
      else if (reportedScalePpm !== null)
        process.stderr.write(`plimsoll: ${adviceText(advisedScalePpm, reportedScalePpm)}\n`);
    },
    adviceFault: ({ code, message }) =>
      say(
        "advice-fault",
        { code, message },
        `the trainer cannot be advised, its power is enforced all the same: ${message}`,
      ),
    entry: (entry) => {
      if (entry.kind === "throttle.set") {
        const { levelPpm, band, reasons } = entry.power;
        say("power", { levelPpm, band, reasons }, `power ${levelPpm / 10_000} %, ${band}: ${reasons.join(", ")}`);
      }
      if (entry.kind === "windows.closed")
        say("measurement", { bounds: record.bounds(), lockIn: entry.lockIn }, `measured: ${failures(record)}`);
      if (entry.kind === "kill.ordered")
        say("kill", { trigger: entry.trigger, cell: entry.cell }, `KILL: ${entry.trigger}`);
    },
  });
}

const gainText = (gainMicro: number | null): string =>
  gainMicro === null ? "" : `, by its trainer's word a gain of ${(gainMicro / 1e6).toFixed(4)}`;

const adviceText = (advisedPpm: number, reportedPpm: number): string =>
  `learning rate × ${advisedPpm / 1e6} is advised; the trainer says it follows × ${reportedPpm / 1e6}`;

function failures(record: StoryRecord): string {
  const bounds = record.bounds();
  if (bounds === null) return "nothing";
  return DIMENSIONS.map((dimension) => `${dimension} ${bounds[dimension].failures}/${bounds[dimension].trials}`).join(
    ", ",
  );
}
