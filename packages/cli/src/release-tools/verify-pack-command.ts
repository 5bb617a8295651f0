import { verifyPack } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
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
      else process.stdout.write(verdictText(dir, verdict));
      exitWith(verdict.ok ? EXIT.done : EXIT.broken);
    });
};

function verdictText(dir: string, { ok, documents, faults, key, withheld }: ReturnType<typeof verifyPack>): string {
  const whose =
    key === "given" ? "the key you gave" : "the key inside the pack: compare it with one from elsewhere (--key)";
  const lines = faults.map(
    ({ code, place, expected, received }) => `  ${code}  ${place}: expected ${expected}, got ${received}\n`,
  );
  const summary = ok
    ? `${dir}: ${documents} documents hold, signed by ${whose}; ${withheld} things withheld by digest\n`
    : `${dir}: does not hold\n`;
  return summary + lines.join("");
}
