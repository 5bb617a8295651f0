import { existsSync } from "node:fs";
import type { Command } from "commander";
import {
  auditNode,
  dataFolder,
  NOBODY_ALLOWED,
  readAllowList,
  stopUnpaidTree,
  type UnpaidTree,
} from "@plimsoll/governor";
import { EXIT } from "../exit-codes.ts";
import { textTable } from "../output/text-table.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

interface AuditNodeOptions {
  readonly data: string;
  readonly also: readonly string[];
  readonly allow?: string;
  readonly interval: number;
  readonly threshold: number;
  readonly stop?: boolean;
  readonly json?: boolean;
}

const PPM_PER_PERCENT = 10_000;

/** Compute on this machine that nobody pays for. */
export const addAuditNode = (audit: Command, exitWith: (code: number) => void): void => {
  audit
    .command("node")
    .description("find processes of this machine that compute without a lease")
    .option("--data <dir>", "data folder whose runs are paid for", ".plimsoll")
    .option(
      "--also <dir>",
      "a further data folder of this machine (repeatable)",
      (directory: string, all: readonly string[]) => [...all, directory],
      [],
    )
    .option("--allow <file>", "who may compute without a lease (default: audit-allow.json in the data folder)")
    .option("--interval <ms>", "time between the two looks", wholeNumber(100, 3_600_000), 2_000)
    .option("--threshold <percent>", "of one core: a tree that used less is not told of", wholeNumber(1, 100_000), 2)
    .option("--stop", "stop what is found, by SIGSTOP; a person then decides")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
An allow list names executables by digest, cgroups, or users, never names of processes:
  {"version":1,"allow":[{"why":"system services","executable":null,"cgroup":"/system.slice","user":null}]}
Exit code 3 when unpaid compute was found.

A row is a process that computed: "tree" is the topmost process of its tree; --stop stops those that computed, with their
descendants, and not the shell or service above them; "started" is in clock ticks since the machine's start, as /proc tells
it, and tells a process from a later one of that number; "core %" is its use of one core between the two looks; "executable"
is the path of its file, for people (an allow list has its SHA-256).

Examples:
  plimsoll audit node --data ./site
  plimsoll audit node --threshold 10 --stop --json`,
    )
    .action(async (options: AuditNodeOptions) => {
      const trees = await auditNode({
        dataDirectories: [options.data, ...options.also],
        allow: allowedBy(options),
        intervalMs: options.interval,
        minCorePpm: options.threshold * PPM_PER_PERCENT,
      });
      tell(trees, options);
      const running = options.stop === true ? await stopAll(trees, options) : 0;
      if (options.json === true)
        printJson({ type: "summary", unpaid: trees.length, stopped: options.stop === true, running });
      exitWith(trees.length === 0 ? EXIT.done : EXIT.refused);
    });
};

function allowedBy({ allow, data }: AuditNodeOptions) {
  const file = allow ?? dataFolder(data).unpaidAllowed;
  return allow === undefined && !existsSync(file) ? NOBODY_ALLOWED : readAllowList(file);
}

function tell(trees: readonly UnpaidTree[], { json }: AuditNodeOptions): void {
  if (json === true) for (const tree of trees) printJson({ type: "unpaid", ...tree });
  else if (trees.length === 0) process.stdout.write("nobody computes without a lease\n");
  else process.stdout.write(tableOf(trees));
}

const tableOf = (trees: readonly UnpaidTree[]): string =>
  textTable([
    ["tree", "process", "started", "user", "core %", "executable", "cgroup"],
    ...trees.flatMap(({ root, processes }) =>
      processes.map(({ pid, startTime, user, corePpm, executable, cgroups }) => [
        root.pid,
        pid,
        startTime,
        user ?? "",
        (corePpm / PPM_PER_PERCENT).toFixed(1),
        executable ?? "unknown",
        cgroups[0] ?? "",
      ]),
    ),
  ]);

/** Answers with how many did not stop. */
async function stopAll(trees: readonly UnpaidTree[], { json }: AuditNodeOptions): Promise<number> {
  const stopped = await Promise.all(trees.map(stopUnpaidTree));
  for (const { tree, stopped: count, running } of stopped) {
    if (json === true) printJson({ type: "stopped", root: tree.root, stopped: count, running });
    else
      process.stdout.write(
        `stopped ${count} of the tree of process ${tree.root.pid}${running.length === 0 ? "" : `; still running: ${running.join(", ")}`}\n`,
      );
  }
  return stopped.reduce((sum, { running }) => sum + running.length, 0);
}
