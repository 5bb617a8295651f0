import { readFileSync } from "node:fs";
import { systemClock } from "@plimsoll/foundation/node";
import { addKey, KEY_ROLES, type KeyAsked, knownKeys, makeKey, removeKey } from "@plimsoll/release/node";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { answerOperator, collected } from "./operator-answer.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

interface AddFlags extends ReleaseFlags {
  readonly role: KeyAsked["role"];
  readonly public: string;
  readonly why: string;
  readonly key?: readonly string[];
}

/** Keys of the people who may change the rules, sign exceptions, and stop. */
export const addKeys: AddCommand = (release, exitWith) => {
  const key = release.command("key").description("keys of people: who may change rules, sign exceptions, and stop");
  for (const add of [addMake, addAdd, addRemove, addList]) add(key, exitWith);
};

const addMake: AddCommand = (key) => {
  key
    .command("make")
    .argument("<file>", "where the private key goes; FILE.pub is its public half")
    .description("make an Ed25519 key that its owner alone can read")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release key make ada.pem")
    .action((file: string, { json }: { readonly json?: boolean }) => {
      const made = makeKey(file);
      if (json === true) printJson({ type: "summary", ok: true, ...made });
      else process.stdout.write(`key ${made.keyId}: ${made.file}, public half ${made.publicFile}\n`);
    });
};

const addAdd: AddCommand = (key, exitWith) => {
  key
    .command("add")
    .argument("<name>", "whose key it is; a key that the name had is replaced")
    .description("make a key known to the site; after the first two it takes two known keys")
    .addOption(
      new Option("--role <role>", "what its holder may sign beside changes and stops")
        .choices([...KEY_ROLES])
        .makeOptionMandatory(),
    )
    .requiredOption("--public <file>", "its public half, PEM")
    .option("--why <text>", "why", "a key of the site")
    .option("--key <file>", "a known private key that signs for it (repeatable)", collected)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release key add ada --role architect --public ada.pem.pub")
    .action(async (name: string, flags: AddFlags) => {
      const asked = { name, role: flags.role, why: flags.why, signing: flags.key ?? [] };
      const publicKey = readFileSync(flags.public, "utf8");
      const added = await addKey(storeIn(flags.data), { ...asked, publicKey }, systemClock);
      answerOperator(added, flags, exitWith, (ring) => ({
        summary: { keys: ring },
        text: `${name} is known; the site has ${ring.length} keys`,
      }));
    });
};

const addRemove: AddCommand = (key, exitWith) => {
  key
    .command("remove")
    .argument("<name>", "whose key it is")
    .description("make a key unknown to the site; it takes two known keys")
    .requiredOption("--why <text>", "why")
    .option("--key <file>", "a known private key that signs for it (repeatable)", collected)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", '\nExample:\n  plimsoll release key remove cy --why "Left." --key ada.pem --key bo.pem')
    .action(async (name: string, flags: Omit<AddFlags, "role" | "public">) => {
      const asked = { name, why: flags.why, signing: flags.key ?? [] };
      answerOperator(await removeKey(storeIn(flags.data), asked, systemClock), flags, exitWith, (ring) => ({
        summary: { keys: ring },
        text: `${name} is no longer known; the site has ${ring.length} keys`,
      }));
    });
};

const addList: AddCommand = (key) => {
  key
    .command("list")
    .description("the keys that the site knows, as its log tells them")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release key list")
    .action(({ data, json }: ReleaseFlags) => {
      const ring = knownKeys(storeIn(data));
      if (json === true) printJson({ type: "summary", ok: true, keys: ring });
      else process.stdout.write(ring.map(({ name, role, keyId }) => `${name}  ${role}  ${keyId}\n`).join(""));
    });
};
