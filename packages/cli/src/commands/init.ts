import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, LOG_NAME, openSite, originOf, siteIn } from "@plimsoll/governor";
import { writeFormat } from "@plimsoll/server/data-format";
import type { AddCommand } from "../add-command.ts";
import { policyNamed } from "../kernel-tools/policy-source.ts";
import { logName } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

interface InitOptions {
  readonly data: string;
  readonly policy?: string;
  readonly log?: string;
  readonly json?: boolean;
}

export const addInit: AddCommand = (program) => {
  program
    .command("init")
    .description("make a site: its ledger, its keys and the starter policy, which screens small models")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--policy <file>", "open the site under this policy: a file, shipped or starter (default: starter)")
    .option(
      "--log <name>",
      `what the site's log is called, in every checkpoint and signed command: one of its own (default: ${LOG_NAME})`,
      logName,
    )
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Examples:
  plimsoll init --data ./site && plimsoll lab accredit acme --data ./site
  plimsoll init --data ./site --log example.org/plimsoll/acme`,
    )
    .action(async ({ data, policy, log, json }: InitOptions) => {
      const isNew = !existsSync(dataFolder(data).ledger);
      if (!isNew && policy !== undefined) throw openAlready(data, "under a policy of your own", "--policy");
      const first = await policyNamed(policy ?? "starter");
      using site = isNew ? siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock, log) : openSite(data);
      if (log !== undefined && originOf(site.log) !== log) throw openAlready(data, "with a log of that name", "--log");
      if (isNew) writeFormat(data);
      if (site.state.site === null) site.open("site", first);
      if (json === true)
        printJson({
          type: "summary",
          ok: true,
          created: isNew,
          dir: data,
          log: originOf(site.log),
          policy: site.state.site?.policyDigest,
        });
      else
        process.stdout.write(
          isNew
            ? `made a site in ${data}; next: plimsoll lab accredit NAME\n`
            : `${data} has a site already; nothing changed\n`,
        );
    });
};

/** A site's policy is changed by its operators' signatures, never by opening it again, and the name of its log never. */
const openAlready = (data: string, how: string, option: string): PlimsollError =>
  new PlimsollError({
    code: "SITE_OPEN_ALREADY",
    expected: `a new data folder for a site ${how}`,
    received: `"${data}", which holds a site`,
    fix: `name another folder with --data, or leave ${option} out`,
  });
