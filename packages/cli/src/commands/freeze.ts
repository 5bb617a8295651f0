import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { chattrFlag, type FrozenSnapshot, openSite, thawSnapshot } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { besideSnapshot, type BesideSnapshot, isInside } from "../freeze-tools/beside-snapshot.ts";
import { freezePath } from "../freeze-tools/freeze-path.ts";
import { frozenTable, verificationTable } from "../freeze-tools/freeze-text.ts";
import { modelPublicKey, modelSigningKey } from "../freeze-tools/model-key.ts";
import { verifyPath } from "../freeze-tools/verify-path.ts";
import { printJson } from "../output/print-json.ts";
import { readingProgress } from "../dataset-tools/reading-progress.ts";

interface FreezeFlags {
  readonly verify?: boolean;
  readonly thaw?: boolean;
  readonly key?: string;
  readonly out?: string;
  readonly immutable: boolean;
  readonly data: string;
  readonly json?: boolean;
}

export const addFreeze: AddCommand = (program, exitWith) => {
  program
    .command("freeze")
    .argument("<path>", "file or folder of weights")
    .argument("[manifest]", "with --verify: its manifest, or a model signature")
    .description("lock weights, and write down and sign what they are; verify them later; thaw what was released")
    .option("--verify", "compare with a manifest or a signature, and name every difference")
    .option("--thaw", "make writable again what lineage.release has set free")
    .option("--key <file>", "elliptic curve key in PEM: private to sign, public to verify (default: the site's own)")
    .option("--out <dir>", "folder of manifest and signature (default: beside the weights)")
    .option("--no-immutable", "take away modes only, not the right of root")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The signature is one of OpenSSF Model Signing 1.0: others verify it with "model_signing verify key".
Exit code 3 when something differs, is still written to, or is not released.

Examples:
  plimsoll freeze ck/step-00400
  plimsoll freeze --verify ck/step-00400 ck/.plimsoll/step-00400.manifest.json
  plimsoll freeze --verify model model.sig --key signer.pem
  plimsoll freeze --thaw ck/step-00400`,
    )
    .action((path: string, manifest: string | undefined, flags: FreezeFlags, command: Command) => {
      if (flags.verify === true && flags.thaw === true) command.error("error: --verify or --thaw, not both");
      if (flags.verify === true && manifest === undefined)
        command.error("error: --verify needs a manifest or a signature");
      if (isInside(path, flags.out)) command.error("error: --out must not be in what is frozen");
      if (flags.verify === true) exitWith(verify(path, manifest ?? "", flags));
      else if (flags.thaw === true) thaw(path, flags);
      else freeze(path, flags);
    });
};

function freeze(path: string, { key, out, immutable, data, json }: FreezeFlags): void {
  const beside = besideSnapshot(path, out);
  using progress = readingProgress();
  const frozen = freezePath({ path, beside, key: modelSigningKey(key, data), immutable, onBytes: progress.onBytes });
  progress.clear();
  if (json === true) printFrozen(frozen, beside);
  else process.stdout.write(frozenTable(frozen, beside));
}

function printFrozen({ manifest, locks, digest }: FrozenSnapshot, beside: BesideSnapshot): void {
  for (const file of manifest) printJson({ type: "file", ...file, lock: locks.get(file.path) });
  const held = [...locks.values()];
  printJson({
    type: "summary",
    ok: true,
    digest,
    files: manifest.length,
    bytes: manifest.reduce((sum, { bytes }) => sum + bytes, 0),
    immutable: held.filter((lock) => lock === "immutable").length,
    modes: held.filter((lock) => lock === "modes").length,
    ...beside,
  });
}

function verify(path: string, manifest: string, { key, data, json }: FreezeFlags): number {
  using progress = readingProgress();
  const text = readFileSync(manifest, "utf8");
  const verification = verifyPath(path, text, () => modelPublicKey(key, data), progress.onBytes);
  progress.clear();
  const { differences, kind, files, ignoredPaths } = verification;
  const ok = differences.length === 0;
  if (json === true) {
    for (const { kind: what, ...where } of differences) printJson({ type: "difference", what, ...where });
    const code = ok ? {} : { code: "SNAPSHOT_DIFFERS" };
    printJson({ type: "summary", ok, ...code, kind, files, differences: differences.length, ignoredPaths });
  } else process.stdout.write(verificationTable(verification));
  return ok ? EXIT.done : EXIT.refused;
}

function thaw(path: string, { data, json }: FreezeFlags): void {
  using site = openSite(data);
  using progress = readingProgress();
  const digest = thawSnapshot(path, site.state, { immutable: chattrFlag, onBytes: progress.onBytes });
  progress.clear();
  if (json === true) printJson({ type: "summary", ok: true, digest });
  else process.stdout.write(`thawed ${digest}\n`);
}
