import type { AddCommand } from "../../add-command.ts";
import { collected } from "../mesh-options.ts";

interface DecideFlags {
  readonly data: string;
  readonly id?: string;
  readonly sign: readonly string[];
  readonly json?: boolean;
}

export const addSiteDecide: AddCommand = (site, exitWith) => {
  site
    .command("decide")
    .argument("<command>", "a command of the kernel as JSON, or the file that has it; - is standard input")
    .description("sign a command and have the node's site decide it")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--id <id>", "the command's name: given again it is answered again and not decided again")
    .option(
      "--sign <key>",
      "a key of the folder's keys that signs (several times; default: as its kind needs)",
      collected,
      [],
    )
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
Commands are those of the kernel (plimsoll kernel replay --help); the node stamps them with its clock. The answer comes when the
decision is durable, and as many peers hold it as the genesis asks for. Exit code 3: the kernel refused it, or the mesh
stood in the way: rights are elsewhere, another site holds the lineage, or nobody was heard for too long.

Examples:
  plimsoll mesh site decide '{"type":"tick","holders":[]}' --data trial/node-0
  plimsoll mesh site decide start.json --id start-1 --data trial/node-0 --json`,
    )
    .action(async (given: string, { data, id, sign, json }: DecideFlags) => {
      const { decideAt } = await import("./ask-site.ts");
      const { commandIn } = await import("./given-command.ts");
      const { tellAnswer } = await import("./site-text.ts");
      const answer = await decideAt(data, { body: await commandIn(given), id: id ?? null, sign });
      exitWith(tellAnswer(answer, json === true));
    });
};
