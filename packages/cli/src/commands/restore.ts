import { PlimsollError } from "@plimsoll/foundation";
import type { RestoreReport } from "@plimsoll/server/backup";
import { verifyLedger } from "@plimsoll/verifier";
import type { AddCommand } from "../add-command.ts";
import { fileText } from "../kernel-tools/input-file.ts";
import { logKeyOf } from "../ledger-tools/log-key.ts";
import { printJson } from "../output/print-json.ts";

interface RestoreFlags {
  readonly data: string;
  readonly key?: string;
  readonly json?: boolean;
}

export const addRestore: AddCommand = (program) => {
  program
    .command("restore")
    .argument("<file>", "an archive of plimsoll backup")
    .description("make a new data folder of a backup, verified before it appears")
    .requiredOption("--data <dir>", "the folder to make; one that is there is never written over")
    .option("--key <file>", "the log's public key from somewhere you trust, PEM or vkey; else the archive's own")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A restored ledger that lacks decisions of the lost one is another history: witnesses that saw a later checkpoint refuse it.
Let it decide only when the lost one never will again.

Examples:
  plimsoll restore /backup/site.tar --data /srv/restored
  plimsoll restore site.tar --data restored --key auditor/ledger.vkey && plimsoll serve --data restored --read-only`,
    )
    .action(async (file: string, { data, key, json }: RestoreFlags) => {
      const { restoreBackup } = await import("@plimsoll/server/backup");
      const logKey = key === undefined ? null : logKeyOf(await fileText(key));
      const report = await restoreBackup({ file, data }, (folder) => {
        const proof = verifyLedger(folder, { keyPem: logKey?.pem });
        if (proof.ok && logKey !== null && logKey.origin !== null && logKey.origin !== proof.origin)
          throw otherLog(logKey.origin, proof.origin);
        return proof;
      });
      if (json === true) printJson({ type: "summary", ok: true, ...report });
      else process.stdout.write(reportText(report));
    });
};

function reportText({ data, entries, leaves, root, withKeys, madeAt }: RestoreReport): string {
  const powers = withKeys
    ? "It has the private keys and can decide."
    : "It has no private key: it is read with plimsoll serve --read-only, and decides nothing.";
  return `${data}: ${entries} entries, backed up ${new Date(madeAt).toISOString()}, verified
checkpoint: ${leaves} leaves, root ${root}
${powers}
Witnesses that saw a later checkpoint will refuse this ledger: what the lost one decided since is missing here.
`;
}

const otherLog = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "LEDGER_KEY_MISMATCH",
    expected: `the log "${expected}", which the key is of`,
    received: `"${received}"`,
    fix: "take the archive of that log, or the key of this one",
  });
