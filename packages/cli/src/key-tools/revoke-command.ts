import { openSite } from "@plimsoll/governor";
import { REVOCATION_REASONS, type RevocationReason } from "@plimsoll/kernel";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { commandId, insistDecided, keyOfSite, operatorsBeside } from "./key-of-site.ts";

interface RevokeFlags {
  readonly reason: RevocationReason;
  readonly data: string;
  readonly json?: boolean;
}

export const addRevoke: AddCommand = (key) => {
  key
    .command("revoke")
    .argument("<key>", "name of a key of the data folder, or a key id")
    .description("take a key's role for good, with the signatures of two other operators")
    .addOption(new Option("--reason <reason>", "why").choices(REVOCATION_REASONS).makeOptionMandatory())
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
What the key signed before stands. Nothing of a lab whose key was stolen has power until a rotation gives it another.
Two operators and two evaluators must remain: admit another one first, or rotate.

Examples:
  plimsoll key revoke auditor --reason retired
  plimsoll key revoke lab-acme --reason stolen --json`,
    )
    .action((named: string, { reason, data, json }: RevokeFlags) => {
      using site = openSite(data);
      const { keyId, name } = keyOfSite(site, named);
      const body = { type: "key.revoke", keyId, reason } as const;
      insistDecided(site.submitAs(commandId(site, "key.revoke", keyId), body, operatorsBeside(site, keyId)));
      const role = site.state.revokedKeys.get(keyId)?.role;
      if (json === true) printJson({ type: "summary", ok: true, keyId, role, name, reason });
      else process.stdout.write(`revoked ${name ?? keyId}: ${reason}\n`);
    });
};
