import type { AddCommand } from "../../add-command.ts";
import { printJson } from "../../output/print-json.ts";
import { wholeNumber } from "../../output/parse-options.ts";

interface EntriesFlags {
  readonly data: string;
  readonly site?: string;
  readonly from: number;
  readonly json?: boolean;
}

interface Item {
  readonly index: number;
  readonly entry: { readonly kind?: unknown };
}

export const addSiteEntries: AddCommand = (site) => {
  site
    .command("entries")
    .description("the kernel entries of a site, as the mesh holds them at this node")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--site <name>", "of another site (default: the node's own)")
    .option("--from <n>", "the first one", wholeNumber(0), 0)
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
Examples:
  plimsoll mesh site entries --data trial/node-0
  plimsoll mesh site entries --data trial/node-1 --site berlin --json`,
    )
    .action(async ({ data, site: name, from, json }: EntriesFlags) => {
      const { askNodeItems, nodeFolder } = await import("@plimsoll/mesh/node");
      const request = { verb: "site.entries", from, ...(name === undefined ? {} : { site: name }) };
      await using items = askNodeItems(nodeFolder(data).control, request);
      for (;;) {
        const next = await items.next();
        if (next.done === true) {
          if (json === true) printJson({ type: "summary", ok: true, ...(next.value as object) });
          return;
        }
        const { index, entry } = next.value as Item;
        if (json === true) printJson({ type: "entry", index, entry });
        else process.stdout.write(`${index}  ${String(entry.kind)}\n`);
      }
    });
};
