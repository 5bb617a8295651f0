import { readFileSync } from "node:fs";
import { verifyLedger } from "@plimsoll/verifier";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";

export const addLedger: AddCommand = (program, exitWith) => {
  const ledger = program.command("ledger").description("the signed log of everything that was decided");
  ledger
    .command("verify")
    .argument("<dir>", "folder of the ledger")
    .description("check a ledger offline: every hash, every signature, every balance")
    .option("--key <file>", "public key in PEM, from somewhere you trust; else the folder's own")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll ledger verify .plimsoll/ledger --key auditor/ledger.pub.pem")
    .action((dir: string, { key, json }: { key?: string; json?: boolean }) => {
      const verdict = verifyLedger(dir, { keyPem: key === undefined ? undefined : readFileSync(key, "utf8") });
      exitWith(verdict.ok ? EXIT.done : EXIT.broken);
      if (json === true) printJson({ type: "summary", ...verdict });
      else
        process.stdout.write(
          verdict.ok ? `ok: ${verdict.size} entries, root ${verdict.root}\n` : `${verdict.code}: ${verdict.message}\n`,
        );
    });
};
