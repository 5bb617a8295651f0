import { type PackVerdict, verifyPack } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { printText } from "../output/print-text.ts";
import { readKeyFile, readLogKey } from "./log-key-file.ts";

interface VerifyFlags {
  readonly key?: string;
  readonly checkpoint?: string;
  readonly json?: boolean;
}

export const addVerifyPack: AddCommand = (release, exitWith) => {
  release
    .command("verify-pack")
    .argument("<dir>", "a transparency pack")
    .description("check a pack offline: every byte, every proof, and that the documents say what the records say")
    .option("--key <file>", "the log's public key (PEM, or a vkey line), from elsewhere than the pack")
    .option("--checkpoint <file>", "a signed checkpoint that you kept: the pack's log must begin with it")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release verify-pack pack --key .plimsoll/release/release.pub")
    .action((dir: string, { key, checkpoint, json }: VerifyFlags) => {
      const verdict = verifyPack(dir, {
        ...(key !== undefined && { publicKey: readLogKey(key) }),
        ...(checkpoint !== undefined && {
          witnessed: readKeyFile(checkpoint, "PACK_CHECKPOINT_UNREADABLE", "a signed checkpoint"),
        }),
      });
      if (json === true) printJson({ type: "summary", ...verdict });
      else printText(verdictText(dir, verdict));
      exitWith(verdict.ok ? EXIT.done : EXIT.broken);
    });
};

function verdictText(dir: string, verdict: PackVerdict): string {
  const { ok, documents, faults, key, withheld } = verdict;
  const whose =
    key === "given" ? "the key you gave" : "the key inside the pack: compare it with one from elsewhere (--key)";
  const lines = faults.map(
    ({ code, place, expected, received }) => `  ${code}  ${place}: expected ${expected}, got ${received}\n`,
  );
  const summary = ok
    ? `${dir}: ${documents} documents hold, signed by ${whose}; ${withheld} things withheld by digest\n`
    : `${dir}: does not hold\n`;
  return summary + lines.join("") + cautions(verdict);
}

/** What holds and still proves less than a reader may think. */
function cautions({ ok, rejudged, rules, unchecked }: PackVerdict): string {
  const copies = unchecked.map(
    (place) =>
      `  warning: ${place} is a copy with parts taken out, and nothing shows that the rest of it is as it was: believe none of it\n`,
  );
  const said = ok ? [REJUDGED[String(rejudged)], ...rulesText(rules)].map((line) => `  ${line}\n`) : [];
  return said.join("") + copies.join("");
}

/** By whose rules: a policy of one's own may be sound, and is for the reader to judge. */
function rulesText(rules: PackVerdict["rules"]): readonly string[] {
  if (rules === null) return [];
  const { policy, safeguards, intake } = rules;
  const others = [...(safeguards === "other" ? ["safeguards"] : []), ...(intake === "other" ? ["intake rules"] : [])];
  return [
    POLICY_TEXT[policy],
    ...others.map((what) => `warning: ${what}: other than those that ship with this program`),
  ];
}

const POLICY_TEXT: Readonly<Record<NonNullable<PackVerdict["rules"]>["policy"], string>> = {
  shipped: "policy: shipped with the program",
  stricter: "policy: not the shipped one, and nowhere looser",
  other: "warning: policy: other than the shipped one, and looser somewhere: read policy.json",
};

const REJUDGED: Readonly<Record<string, string>> = {
  true: "judged again from its input: every record of the decision came out the same",
  withheld:
    "warning: not judged again, its input is withheld: that the decision follows from it is the word of who signed the log",
  "other program":
    "warning: not judged again, another version of the program decided: check it with that one (plimsoll release verify-pack)",
};
