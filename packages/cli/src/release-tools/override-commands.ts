import { existsSync, writeFileSync } from "node:fs";
import { systemClock, writeFileAtomically } from "@plimsoll/foundation/node";
import {
  draftOverride,
  endOverride,
  OVERRIDE_SCOPES,
  type OverrideAsked,
  publishOverride,
  readOverride,
  signOverride,
} from "@plimsoll/release/node";
import { InvalidArgumentError, Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { tighteningEnvironment } from "./desk-ports.ts";
import { answerOperator } from "./operator-answer.ts";
import { fileExists } from "./policy-commands.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

/** Exceptions of procedure from ASL-5 on: older evidence or drills count, or the account is filled; never a vote. */
export const addOverride: AddCommand = (release, exitWith) => {
  const override = release
    .command("override")
    .description(
      "a signed, public exception for one evaluation, from ASL-5 on: older evidence, an older drill or budget, never a vote",
    );
  for (const add of [addDraft, addSign, addPublish, addEnd]) add(override, exitWith);
};

const ports = () => ({ clock: systemClock, environment: tighteningEnvironment() });

interface DraftFlags extends ReleaseFlags {
  readonly scope: OverrideAsked["scope"];
  readonly reason: string;
  readonly days: number;
  readonly out: string;
}

const addDraft: AddCommand = (override, exitWith) => {
  override
    .command("draft")
    .argument("<dir>", "the dossier, evaluated as it is")
    .description("write the text that the architect and an independent person sign")
    .addOption(new Option("--scope <scope>", "what it grants").choices([...OVERRIDE_SCOPES]).makeOptionMandatory())
    .requiredOption("--reason <text>", "why, in 200 to 4000 characters")
    .requiredOption("--out <file>", "where it goes")
    .option("--days <n>", "how long it may be used from now on, at most 7", wholeDays, 7)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      '\nExample:\n  plimsoll release override draft heron --scope GRANT_T_VALUE --reason "$(cat reason.txt)" --out override.json',
    )
    .action((folder: string, { data, scope, reason, days, out, ...flags }: DraftFlags) => {
      if (existsSync(out)) throw fileExists(out);
      const drafted = draftOverride({ folder, store: storeIn(data), scope, reason, days }, ports());
      if (drafted.ok) writeFileSync(out, `${JSON.stringify(drafted.value, null, 2)}\n`, { flag: "wx" });
      answerOperator(drafted, flags, exitWith, ({ override: text }) => ({
        summary: { override: text },
        text: `${text.id}: ${text.scope} until ${new Date(text.expiresAtMs).toISOString()}, to be signed: ${out}`,
      }));
    });
};

const addSign: AddCommand = (override) => {
  override
    .command("sign")
    .argument("<file>", "as plimsoll release override draft wrote it")
    .description("sign it, in the file")
    .requiredOption("--key <file>", "a private key")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release override sign override.json --key ada.pem")
    .action((file: string, { key, json }: { readonly key: string; readonly json?: boolean }) => {
      const signed = signOverride(readOverride(file), key);
      writeFileAtomically(file, `${JSON.stringify(signed, null, 2)}\n`);
      const by = signed.signatures.map(({ keyId }) => keyId);
      if (json === true) printJson({ type: "summary", ok: true, id: signed.override.id, by });
      else process.stdout.write(`${signed.override.id} is signed by ${by.join(", ")}\n`);
    });
};

const addPublish: AddCommand = (override, exitWith) => {
  override
    .command("publish")
    .argument("<file>", "signed by the architect and an independent key")
    .description("put it in the log; the next evaluation of exactly this dossier uses it, once")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release override publish override.json")
    .action(async (file: string, { data, ...flags }: ReleaseFlags) => {
      const published = await publishOverride(storeIn(data), readOverride(file), ports());
      answerOperator(published, flags, exitWith, ({ id }) => ({ summary: { id }, text: `${id} is public` }));
    });
};

const addEnd: AddCommand = (override, exitWith) => {
  override
    .command("end")
    .argument("<id>", "such as override-1")
    .description("end it before its time; it stays in the log")
    .requiredOption("--key <file>", "any private key that the site knows")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release override end override-1 --key ada.pem")
    .action(async (id: string, { data, key, ...flags }: ReleaseFlags & { readonly key: string }) => {
      const ended = await endOverride(storeIn(data), { id, key }, systemClock);
      answerOperator(ended, flags, exitWith, () => ({ summary: { id }, text: `${id} is ended` }));
    });
};

function wholeDays(text: string): number {
  if (!/^[1-7]$/.test(text)) throw new InvalidArgumentError("expected 1 to 7");
  return Number(text);
}
