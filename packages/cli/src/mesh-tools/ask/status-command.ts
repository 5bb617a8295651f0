import { setTimeout as sleep } from "node:timers/promises";
import type { NodeStatus } from "@plimsoll/mesh/node";
import type { AddCommand } from "../../add-command.ts";
import { interruption } from "../../interruption.ts";
import { LiveBlock } from "../../output/live-block.ts";
import { printJson } from "../../output/print-json.ts";
import { shortStatus, statusLine, statusLines } from "./status-text.ts";

interface StatusFlags {
  readonly data: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

const WATCH_MS = 1_000;

export const addMeshStatus: AddCommand = (mesh) => {
  mesh
    .command("status")
    .description("what a running node holds, whom it hears, and what a loss would cost now")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--watch", "again each second, until Ctrl-C")
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      "\nExamples:\n  plimsoll mesh status --data trial/node-0\n  plimsoll mesh status --data trial/node-0 --watch",
    )
    .action(async ({ data, watch, json }: StatusFlags) => {
      const { statusOf } = await import("./ask-status.ts");
      if (watch === true) return watched(() => statusOf(data), json === true);
      const status = await statusOf(data);
      if (json !== true) process.stdout.write(`${statusLines(status, Infinity).join("\n")}\n`);
      else {
        for (const peer of status.peers) printJson({ type: "member", ...peer });
        printJson({ type: "summary", ok: true, ...shortStatus(status) });
      }
    });
};

async function watched(ask: () => Promise<NodeStatus>, asJson: boolean): Promise<void> {
  const ending = interruption();
  const block = new LiveBlock(process.stdout);
  for (let isFirst = true; !ending.aborted; isFirst = false) {
    if (!isFirst) await sleep(WATCH_MS, undefined, { signal: ending }).catch(() => {});
    if (ending.aborted) break;
    const status = await ask();
    if (asJson) printJson({ type: "status", ...shortStatus(status) });
    else if (block.isLive) block.draw(statusLines(status));
    else process.stdout.write(`${statusLine(status)}\n`);
  }
  if (asJson) printJson({ type: "summary", ok: true, ...shortStatus(await ask()) });
}
