import { existsSync } from "node:fs";
import { starterPolicy } from "@plimsoll/kernel";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openSite, siteIn } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";

export const addInit: AddCommand = (program) => {
  program
    .command("init")
    .description("make a site: its ledger, its keys and the starter policy, which screens small models")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll init --data ./site && plimsoll lab accredit acme --data ./site")
    .action(({ data, json }: { data: string; json?: boolean }) => {
      const isNew = !existsSync(dataFolder(data).ledger);
      using site = isNew ? siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock) : openSite(data);
      if (site.state.site === null) site.open("site", starterPolicy);
      if (json === true)
        printJson({ type: "summary", ok: true, created: isNew, dir: data, policy: site.state.site?.policyDigest });
      else
        process.stdout.write(
          isNew
            ? `made a site in ${data}; next: plimsoll lab accredit NAME\n`
            : `${data} has a site already; nothing changed\n`,
        );
    });
};
