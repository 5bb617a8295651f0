import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import type { IntentFlags } from "./open-intent.ts";

export const addMeshIntent: AddCommand = (mesh) => {
  mesh
    .command("intent")
    .argument("[prompt]", "what is to be answered")
    .description("put a job into the timeline, for whichever node answers it")
    .requiredOption("--data <dir>", "the folder of the node that opens it")
    .option("--prompt-file <file>", "what is to be answered, in a file: at most 64 MiB of text")
    .option("--lane <name>", "workers that may take it", "fast")
    .option("--enough <n>", "thoughts that settle it", wholeNumber(1, 1000), 1)
    .option("--deadline <ms>", "after so long the first thoughts must do", wholeNumber(1, 86_400_000), 60_000)
    .option(
      "--lease <ms>",
      "silence of the opener after which another may decide",
      wholeNumber(1000, 86_400_000),
      30_000,
    )
    .option("--wait", "until it is decided")
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
The deadline ends nothing: an intent without an answer by then is settled by the first that comes. Ctrl-C ends the waiting
and not the intent. What is longer than 256 KiB, prompt or answer, lies on some of the nodes (plimsoll mesh blob --help), and the
timeline holds its digest.

Examples:
  plimsoll mesh intent "what is a load line?" --data trial/node-0 --wait
  plimsoll mesh intent "summarise the log" --data node --lane slow --enough 2 --deadline 120000
  plimsoll mesh intent --prompt-file log.txt --data node --wait`,
    )
    .action(async (prompt: string | undefined, flags: IntentFlags) => {
      const { openIntent } = await import("./open-intent.ts");
      await openIntent(prompt, flags);
    });
};
