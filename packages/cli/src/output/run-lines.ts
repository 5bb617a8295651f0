import type { StoryRecord } from "@plimsoll/demo";
import type { RunObserver } from "@plimsoll/governor";
import { DIMENSIONS } from "@plimsoll/kernel";
import { observers } from "@plimsoll/demo";
import { printJson } from "./print-json.ts";

/** Tells what happens to a run, a line at a time, on standard error: standard output is for JSON alone. */
export function runLines(record: StoryRecord, asJson: boolean): RunObserver {
  const say = (type: string, fields: Readonly<Record<string, unknown>>, text: string): void => {
    if (asJson) printJson({ type, ...fields });
    else process.stderr.write(`plimsoll: ${text}\n`);
  };
  return observers(record, {
    jobStarted: () => say("started", {}, "the job runs, under a lease"),
    checkpoint: ({ name, digest }) => say("checkpoint", { name, digest }, `checkpoint ${name}`),
    entry: (entry) => {
      if (entry.kind === "throttle.set") {
        const { levelPpm, band, reasons } = entry.power;
        say("power", { levelPpm, band, reasons }, `power ${levelPpm / 10_000} %, ${band}: ${reasons.join(", ")}`);
      }
      if (entry.kind === "windows.closed")
        say("measurement", { bounds: record.bounds() }, `measured: ${failures(record)}`);
      if (entry.kind === "kill.ordered")
        say("kill", { trigger: entry.trigger, cell: entry.cell }, `KILL: ${entry.trigger}`);
    },
  });
}

function failures(record: StoryRecord): string {
  const bounds = record.bounds();
  if (bounds === null) return "nothing";
  return DIMENSIONS.map((dimension) => `${dimension} ${bounds[dimension].failures}/${bounds[dimension].trials}`).join(
    ", ",
  );
}
