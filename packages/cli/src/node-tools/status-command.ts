import { Option } from "commander";
import { type NodeJob, nodeStatus } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { textTable } from "../ledger-tools/text-table.ts";
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
    ["job", "processes", "guarded", "controller"],
    ...jobs.map(({ name, processes, isGuarded, controllerPid }) => [
      name,
      String(processes),
      isGuarded ? "yes" : "NO",
      controllerPid === null ? "none" : String(controllerPid),
    ]),
  ]);
