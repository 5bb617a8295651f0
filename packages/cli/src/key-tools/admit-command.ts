import type { Command } from "commander";
import { PlimsollError } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import { openSite, type Site } from "@plimsoll/governor";
import { ADMITTED_ROLES } from "@plimsoll/kernel";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { base64Of, commandId, publicKeyIn } from "./key-of-site.ts";

interface AdmitFlags {
  readonly role: (typeof ADMITTED_ROLES)[number];
  readonly publicKey?: string;
  readonly data: string;
  readonly json?: boolean;
}

export const addAdmit: AddCommand = (key) => {
  key
    .command("admit")
    .argument("[name]", "name of a new key that is made in the data folder")
    .description("give a new key a role, with the signatures of two operators")
    .addOption(new Option("--role <role>", "what it may sign").choices(ADMITTED_ROLES).makeOptionMandatory())
    .option("--public-key <file>", "a key whose private half lies elsewhere: its public half in PEM")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A lab's key comes by its accreditation, and not so. A key that was known here once is never admitted again.

Examples:
  plimsoll key admit operator-3 --role operator
  plimsoll key admit --role auditor --public-key auditor.pub.pem`,
    )
    .action(async (name: string | undefined, flags: AdmitFlags, command: Command) => {
      const { role, publicKey: file, data, json } = flags;
      if ((name === undefined) === (file === undefined))
        command.error("error: give a name or --public-key, and not both");
      const foreign = file === undefined ? null : await publicKeyIn(file);
      using site = openSite(data);
      const key = foreign ?? site.keys.key(name ?? "").publicKey;
      assertForPeople(site, key);
      admit(site, key, role);
      const told = { keyId: key.keyId, role, name: name ?? null, publicKey: base64Of(key) };
      if (json === true) printJson({ type: "summary", ok: true, ...told });
      else process.stdout.write(`admitted ${key.keyId} as ${role}\n`);
    });
};

/** Keys of the site itself, which sign its log, its tokens and its draws. */
const OF_THE_SITE = ["ledger", "issuer", "beacon"];

/** Who holds the log's key must not be able to command as well, nor who commands to write the log (SVR-157). */
function assertForPeople({ keys }: Site, { keyId }: PublicKey): void {
  const name = OF_THE_SITE.find((each) => keys.has(each) && keys.key(each).keyId === keyId);
  if (name === undefined) return;
  throw new PlimsollError({
    code: "KEY_OF_SITE",
    expected: "a key that has no other use",
    received: `the site's own key "${name}"`,
    fix: "give another name, or another public key",
  });
}

const admit = (site: Site, key: PublicKey, role: AdmitFlags["role"]): void => {
  const { keyId } = key;
  site.must(commandId(site, "key.admit", keyId), { type: "key.admit", keyId, role, publicKey: base64Of(key) });
};
