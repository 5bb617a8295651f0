import { readFileSync } from "node:fs";
import type { PlimsollError, Result } from "@plimsoll/foundation";
import type { Command } from "commander";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { fileText } from "../kernel-tools/input-file.ts";
import { printable } from "../kernel-tools/printable.ts";
import { instantText } from "../kernel-tools/quantities.ts";
import { printJson } from "../output/print-json.ts";
import { type CheckedProofs, checkedProofs, type ProofFileText, type Trust } from "./check.ts";
import { trustPolicyIn } from "./trust-policy.ts";
import { counted } from "../output/counted.ts";

interface CheckFlags {
  readonly key?: string;
  readonly policy?: string;
  readonly entry?: string;
  readonly json?: boolean;
}

export const addCheck: AddCommand = (ledger, exitWith) => {
  ledger
    .command("check")
    .argument("<proof...>", "files that plimsoll ledger prove wrote")
    .description("check proofs offline, with a public key alone, and print the entries that they prove")
    .option("--key <file>", "the log's public key, PEM or vkey, from somewhere you trust")
    .option("--policy <file>", "trust policy (C2SP tlog-policy) in place of one key")
    .option("--entry <file>", "the entry as you have it: it must be what is proven, to the byte")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Nothing is fetched and no ledger is needed. A key or a policy is: a proof that brings its own key proves nothing.

Examples:
  plimsoll ledger check 1.tlog-proof --key ledger.pub.pem
  plimsoll ledger check 7.tlog-proof.part-1 7.tlog-proof.part-2 --key ledger.vkey
  plimsoll ledger check 1.tlog-proof --policy trust.policy --json | tail -1`,
    )
    .action(async (files: readonly string[], flags: CheckFlags, command: Command) => {
      if (flags.entry !== undefined && files.length > 1) command.error("error: --entry goes with one proof");
      const trust = await trustIn(flags, command);
      const proofs = await Promise.all(
        files.map(async (file): Promise<ProofFileText> => ({ file, text: await fileText(file) })),
      );
      const checked = checkedProofs(proofs, trust, flags.entry === undefined ? null : readFileSync(flags.entry));
      exitWith(checked.ok ? EXIT.done : EXIT.broken);
      if (flags.json === true) printChecked(checked);
      else process.stdout.write(checked.ok ? checkedText(checked.value) : refusalText(checked.error));
    });
};

async function trustIn({ key, policy }: CheckFlags, command: Command): Promise<Trust> {
  if (key !== undefined && policy !== undefined) command.error("error: give --key or --policy, not both");
  if (policy !== undefined) return { policy: await trustPolicyIn(policy) };
  if (key !== undefined) return { key: await fileText(key) };
  return command.error("error: give --key or --policy: a proof cannot say itself whom to believe");
}

function printChecked(checked: Result<CheckedProofs, PlimsollError>): void {
  if (!checked.ok)
    return printJson({ type: "summary", ok: false, code: checked.error.code, message: checked.error.message });
  const { proofs, entries } = checked.value;
  for (const { file, origin, leafIndex, size, checkpoint, witnesses } of proofs)
    printJson({ type: "proof", file, origin, index: leafIndex, size, checkpoint, witnesses });
  const [first] = proofs;
  printJson({
    type: "summary",
    ok: true,
    index: first?.leafIndex,
    entries,
    checkpoint: first?.checkpoint,
    // Of several proofs, the one that the fewest stand behind.
    witnesses: Math.min(...proofs.map(({ witnesses }) => witnesses)),
  });
}

const refusalText = ({ code, message }: PlimsollError): string => `${code}: ${printable(message)}\n`;

const checkedText = ({ proofs, entries }: CheckedProofs): string =>
  [
    ...proofs.map(
      ({ origin, leafIndex, size, witnesses }) =>
        `ok: leaf ${leafIndex} of "${printable(origin)}", under its checkpoint of ${counted(size, "leaf", "leaves")}, ${counted(witnesses, "witness", "witnesses")}`,
    ),
    ...entries.map(({ at, kind, text }) => `${instantText(at)}  ${printable(kind)}  ${printable(text)}`),
    "",
  ].join("\n");
