import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { fileText } from "../kernel-tools/input-file.ts";
import { printJson } from "../output/print-json.ts";
import { printText } from "../output/print-text.ts";
import { logKeyOf } from "./log-key.ts";
import { textTable } from "../output/text-table.ts";
import { trustPolicyIn } from "./trust-policy.ts";
import { type LedgerVerdict, ledgerVerdict } from "./verify.ts";
import { collectedVkey } from "./vkey-option.ts";
import { WorkProgress } from "../output/work-progress.ts";
import { counted } from "../output/counted.ts";

interface VerifyFlags {
  readonly key?: string;
  readonly witness: readonly string[];
  readonly policy?: string;
  readonly json?: boolean;
}

export const addVerify: AddCommand = (ledger, exitWith) => {
  ledger
    .command("verify")
    .argument("<dir|url>", "folder of a ledger, folder of exported tiles, or the http(s) URL of one")
    .description("recompute a ledger from its bytes: every hash, every signature, every balance")
    .option("--key <file>", "the log's public key from somewhere you trust, PEM or vkey; else the folder's own")
    .option("--witness <vkey>", "count this witness if it cosigned (may be given several times)", collectedVkey, [])
    .option("--policy <file>", "trust policy (C2SP tlog-policy): log keys, witnesses, and how many must have cosigned")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The folder's own key proves only that the folder agrees with itself. Nothing is written. Exit code 1 when it does not hold.

Examples:
  plimsoll ledger verify .plimsoll/ledger --key auditor/ledger.pub.pem
  plimsoll ledger verify https://log.example.org/acme --key ledger.vkey
  plimsoll ledger verify .plimsoll/ledger --policy trust.policy --json | tail -1`,
    )
    .action(async (location: string, { key, witness, policy, json }: VerifyFlags) => {
      using progress = new WorkProgress("leaves");
      const verdict = await ledgerVerdict({
        location,
        key: key === undefined ? null : logKeyOf(await fileText(key)),
        witnesses: witness,
        policy: policy === undefined ? null : await trustPolicyIn(policy),
        onProgress: (leafCount) => progress.show(leafCount),
      });
      exitWith(verdict.ok ? EXIT.done : EXIT.broken);
      if (json === true) printJson({ type: "summary", ...verdict });
      else printText(verdictText(verdict));
    });
};

const UNPUBLISHED =
  "no checkpoint in this folder: whether entries were cut off its end is told by an older one, with ledger fsck --against";

function verdictText(verdict: LedgerVerdict): string {
  if (!verdict.ok) return `${verdict.code}: ${verdict.message}\n`;
  const { origin, size, leaves, root, checkpointCount, publishedSize, witnesses, key, tornBytes } = verdict;
  const rows = [
    ["log", origin],
    ["root", root],
    ["key", key === "given" ? "yours" : "the folder's own; compare ledger.pub.pem with one from elsewhere"],
    ["published", publishedSize === null ? UNPUBLISHED : `up to leaf ${publishedSize} of ${leaves}`],
    ["witnesses", `${witnesses}`],
    ...(tornBytes > 0 ? [["torn", `${tornBytes} bytes of a last write that was never acknowledged`]] : []),
  ];
  return `ok: ${counted(size, "entry", "entries")}, ${counted(checkpointCount, "checkpoint")}, CU conserved\n${textTable(rows)}`;
}
