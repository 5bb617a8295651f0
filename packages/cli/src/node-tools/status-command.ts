import { Option } from "commander";
import { type NodeJob, nodeStatus } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { textTable } from "../output/text-table.ts";
import { printJson } from "../output/print-json.ts";

interface StatusOptions {
  readonly data: string;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly json?: boolean;
}

export const addNodeStatus: AddCommand = (governor) => {
  governor
    .command("status")
    .description("kill a canary, and list the jobs of a data folder")
    .option("--data <dir>", "data folder", ".plimsoll")
    .addOption(
      new Option("--actuator <kind>", "how the canary is held").choices(["auto", "cgroup", "signals"]).default("auto"),
    )
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll governor status --data ./site")
    .action(async ({ data, actuator, json }: StatusOptions) => {
      const { readiness, jobs, orders } = await nodeStatus(data, actuator);
      if (json === true) {
        printJson({ type: "readiness", ...readiness });
        for (const job of jobs) printJson({ type: "job", ...job });
        printJson({ type: "summary", ready: true, elapsedMs: readiness.elapsedMs, jobs: jobs.length, orders });
        return;
      }
      process.stdout.write(`ready to kill: a canary died in ${readiness.elapsedMs} ms\n`);
      process.stdout.write(jobs.length === 0 ? "no jobs\n" : tableOf(jobs));
      for (const run of orders) process.stdout.write(`an order to kill ${run} stands\n`);
    });
};

const tableOf = (jobs: readonly NodeJob[]): string =>
  textTable([
    ["job", "processes", "guarded", "controller", "trainer says"],
    ...jobs.map(({ name, processes, isGuarded, controllerPid, trainer }) => [
      name,
      String(processes),
      isGuarded ? "yes" : "NO",
      controllerPid === null ? "none" : String(controllerPid),
      wordText(trainer),
    ]),
  ]);

/** A trainer's own word: what it follows of what it was advised, and what it gained. */
function wordText(trainer: NodeJob["trainer"]): string {
  if (trainer === null) return "nothing";
  const { advisedScalePpm, reportedScalePpm, gainMicro } = trainer;
  const advised = advisedScalePpm === null ? "" : ` of × ${advisedScalePpm / 1e6} advised`;
  const follows = reportedScalePpm === null ? [] : [`rate × ${reportedScalePpm / 1e6}${advised}`];
  const gain = gainMicro === null ? [] : [`gain ${(gainMicro / 1e6).toFixed(4)}`];
  return [...follows, ...gain].join(", ") || "nothing";
}
