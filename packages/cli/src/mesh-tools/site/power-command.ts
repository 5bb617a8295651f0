import { setTimeout as sleep } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import type { SitePower } from "@plimsoll/mesh";
import type { AddCommand } from "../../add-command.ts";
import { interruption } from "../../interruption.ts";
import { printJson } from "../../output/print-json.ts";

interface PowerFlags {
  readonly data: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

const WATCH_MS = 1_000;

export const addSitePower: AddCommand = (site) => {
  site
    .command("power")
    .argument("<subject>", "a run or a deployment")
    .description("the power that a run or a deployment has at the node's site now")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--watch", "again each second, until Ctrl-C: 0 where the node does not answer")
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
The lowest of what the site's kernel gives, what other sites hold, and what contact to them carries. 0 while anything is
unknown.

Examples:
  plimsoll mesh site power run-1 --data trial/node-0
  plimsoll mesh site power run-1 --data trial/node-0 --watch --json`,
    )
    .action(async (subject: string, { data, watch, json }: PowerFlags) => {
      const { powerOf } = await import("./ask-site.ts");
      const { powerText } = await import("./site-text.ts");
      const tell = (type: string, power: SitePower | typeof SILENT): void => {
        if (json === true)
          printJson({ type, ...(type === "summary" ? { ok: "heldBy" in power } : {}), subject, ...power });
        else
          process.stdout.write(`${"heldBy" in power ? powerText(power) : "0 ppm (paused): MESH_NODE_NOT_RUNNING"}\n`);
      };
      if (watch !== true) return tell("summary", await powerOf(data, subject));
      const ending = interruption();
      while (!ending.aborted) {
        tell("power", await orNone(powerOf(data, subject)));
        await sleep(WATCH_MS, undefined, { signal: ending }).catch(() => {});
      }
      if (json === true) tell("summary", await orNone(powerOf(data, subject)));
    });
};

/** Whoever follows it goes down. */
const SILENT = { levelPpm: 0, band: "paused", reasons: ["MESH_NODE_NOT_RUNNING"] } as const;

async function orNone(power: Promise<SitePower>): Promise<SitePower | typeof SILENT> {
  try {
    return await power;
  } catch (fault) {
    if (fault instanceof PlimsollError && fault.code === "MESH_NODE_NOT_RUNNING") return SILENT;
    throw fault;
  }
}
