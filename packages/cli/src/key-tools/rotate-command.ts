import type { Command } from "commander";
import type { PublicKey } from "@plimsoll/foundation/node";
import { openSite, type Site } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import {
  base64Of,
  commandId,
  insistDecided,
  type KeyOfSite,
  keyOfSite,
  operatorsBeside,
  publicKeyIn,
} from "./key-of-site.ts";

interface RotateFlags {
  readonly publicKey?: string;
  readonly lost?: boolean;
  readonly data: string;
  readonly json?: boolean;
}

export const addRotate: AddCommand = (key) => {
  key
    .command("rotate")
    .argument("<key>", "name of a key of the data folder, or the id of one whose private half lies elsewhere")
    .description("put a new key in the place of another, which is revoked")
    .option("--public-key <file>", "for a key that lies elsewhere: the public half of the new one in PEM")
    .option("--lost", "do not sign with the old key: two other operators sign")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Signed by the old key and an operator, or by two operators. The new key of a name is made as NAME.next, and becomes NAME.pem
once the ledger says so; a crash in between heals with the next command. Of the old one the public half stays, as
NAME.KEYID.pub.pem; the private half is deleted.

Examples:
  plimsoll key rotate operator-1
  plimsoll key rotate lab-acme --lost
  plimsoll key rotate 4f1c66d0a1b2c3d4 --public-key auditor-2027.pub.pem`,
    )
    .action(async (named: string, flags: RotateFlags, command: Command) => {
      const { publicKey: file, data, json } = flags;
      const foreign = file === undefined ? null : await publicKeyIn(file);
      using site = openSite(data);
      const from = keyOfSite(site, named);
      if ((from.name === null) !== (foreign !== null))
        command.error("error: --public-key is for a key that lies elsewhere, and there it must be given");
      const to = foreign ?? site.keys.draft(from.name ?? "").publicKey;
      rotate(site, from, to, flags.lost === true);
      const told = { from: from.keyId, to: to.keyId, name: from.name, role: site.state.keys.get(to.keyId) };
      if (json === true) printJson({ type: "summary", ok: true, ...told });
      else process.stdout.write(`rotated ${from.name ?? from.keyId}: ${to.keyId} in the place of ${from.keyId}\n`);
    });
};

/** The ring follows only what is in the ledger. */
function rotate(site: Site, { keyId: from, name }: KeyOfSite, to: PublicKey, isLost: boolean): void {
  const isOwnWord = name !== null && !isLost && site.state.keys.has(from);
  const signers = [...(isOwnWord ? [name] : []), ...operatorsBeside(site, from)];
  const body = { type: "key.rotate", from, to: to.keyId, publicKey: base64Of(to) } as const;
  insistDecided(site.submitAs(commandId(site, "key.rotate", to.keyId), body, signers));
  site.settleKeys();
}
