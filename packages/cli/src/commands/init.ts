import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openSite, siteIn } from "@plimsoll/governor";
import { writeFormat } from "@plimsoll/server/data-format";
import type { AddCommand } from "../add-command.ts";
import { policyNamed } from "../kernel-tools/policy-source.ts";
import { printJson } from "../output/print-json.ts";

interface InitOptions {
  readonly data: string;
  readonly policy?: string;
  readonly json?: boolean;
}

export const addInit: AddCommand = (program) => {
  program
    .command("init")
    .description("make a site: its ledger, its keys and the starter policy, which screens small models")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--policy <file>", "open the site under this policy: a file, shipped or starter (default: starter)")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll init --data ./site && plimsoll lab accredit acme --data ./site")
    .action(async ({ data, policy, json }: InitOptions) => {
      const isNew = !existsSync(dataFolder(data).ledger);
      if (!isNew && policy !== undefined) throw openAlready(data);
      const first = await policyNamed(policy ?? "starter");
      using site = isNew ? siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock) : openSite(data);
      if (isNew) writeFormat(data);
      if (site.state.site === null) site.open("site", first);
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

/** A site's policy is changed by its operators' signatures, never by opening it again. */
const openAlready = (data: string): PlimsollError =>
  new PlimsollError({
    code: "SITE_OPEN_ALREADY",
    expected: "a new data folder for a site under a policy of your own",
    received: `"${data}", which holds a site`,
    fix: "name another folder with --data, or leave --policy out",
  });
