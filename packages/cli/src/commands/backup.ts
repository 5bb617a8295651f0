import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import type { BackupReport } from "@plimsoll/server/backup";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";

interface BackupFlags {
  readonly data: string;
  readonly to: string;
  readonly withKeys?: boolean;
  readonly json?: boolean;
}

export const addBackup: AddCommand = (program) => {
  program
    .command("backup")
    .description("one archive of a site: its ledger up to one checkpoint, and all that cannot be made of it")
    .option("--data <dir>", "data folder of the site", ".plimsoll")
    .requiredOption("--to <file>", "the archive to write (tar); no file is written over")
    .option("--with-keys", "private keys, too: who has the archive can then decide for the site")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The daemon and runs go on meanwhile. Without --with-keys what is restored can be read, served and verified, and decides nothing.
Keep an archive with keys where you would keep the keys. A backup that was never restored is a hope: try plimsoll restore.

Examples:
  plimsoll backup --to site-monday.tar
  plimsoll backup --data /srv/plimsoll --to /backup/site.tar --with-keys
  plimsoll restore /backup/site.tar --data /srv/restored`,
    )
    .action(async ({ data, to, withKeys, json }: BackupFlags) => {
      const { makeBackup } = await import("@plimsoll/server/backup");
      const asked = { data, to, withKeys: withKeys === true };
      const report = await makeBackup(asked, { clock: systemClock, wait: async (ms) => await wait(ms) });
      if (json === true) printJson({ type: "summary", ok: true, ...report });
      else process.stdout.write(reportText(report));
    });
};

const reportText = ({ file, files, bytes, ledger, withKeys }: BackupReport): string =>
  `${file}: ${ledger.entries} entries of ${ledger.origin}, ${files} files, ${bytes} bytes, ${withKeys ? "WITH private keys" : "no private key"}\n`;
