import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import type { EventsFlags } from "./show-events.ts";

export const addMeshEvents: AddCommand = (mesh) => {
  mesh
    .command("events")
    .description("the newest events that a running node holds, in their canonical order")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--limit <n>", "how many", wholeNumber(0), 20)
    .option("--follow", "and those that come, until Ctrl-C")
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      "\nExamples:\n  plimsoll mesh events --data trial/node-0\n  plimsoll mesh events --data trial/node-0 --limit 0 --follow --json",
    )
    .action(async (flags: EventsFlags) => {
      const { showEvents } = await import("./show-events.ts");
      await showEvents(flags);
    });
};
