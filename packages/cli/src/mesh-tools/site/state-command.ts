import type { AddCommand } from "../../add-command.ts";
import { printJson } from "../../output/print-json.ts";

interface StateFlags {
  readonly data: string;
  readonly json?: boolean;
}

export const addSiteState: AddCommand = (site) => {
  site
    .command("state")
    .description("whether a node's site decides, its runs, its rights, and the logs of all sites")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText("after", "\nExample:\n  plimsoll mesh site state --data trial/node-0")
    .action(async ({ data, json }: StateFlags) => {
      const { reportOf } = await import("./ask-site.ts");
      const report = await reportOf(data);
      if (json === true) {
        const { runs, accounts, sites, ...rest } = report;
        for (const run of runs) printJson({ type: "run", ...run });
        for (const account of accounts) printJson({ type: "account", ...account });
        for (const log of sites) printJson({ type: "log", ...log });
        printJson({ type: "summary", ok: true, ...rest });
        return;
      }
      const { reportText } = await import("./site-text.ts");
      process.stdout.write(`${reportText(report)}\n`);
    });
};
