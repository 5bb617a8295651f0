import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuiltPack, buildPack } from "../../src/node/pack/build-pack.ts";
import { filesBelow } from "../../src/node/pack/pack-folder.ts";
import { type PackTrust, type PackVerdict, verifyPack } from "../../src/node/pack/verify-pack.ts";
import type { Manifest } from "../../src/pack/manifest.ts";
import type { Redaction } from "../../src/pack/redaction.ts";
import { blobOf, KEY, temporaryFolder, type ToldLog, writeLedger } from "./rig.ts";

/** A pack that a test may spoil, beside the ledger that it was built from. */
export interface PackUnderTest extends Disposable {
  readonly folder: string;
  readonly pack: string;
  readonly built: BuiltPack;
  /** Another folder with the same pack. */
  copy(): string;
}

export function packOf(log: ToldLog, evaluation: string, redactions: readonly Redaction[] = []): PackUnderTest {
  const temporary = temporaryFolder();
  const [ledger, pack] = [join(temporary.path, "log"), join(temporary.path, "pack")];
  writeLedger(ledger, log);
  const built = buildPack({ logFolder: ledger, blob: blobOf(log), evaluation, redactions, directory: pack });
  let copies = 0;
  const copy = (): string => {
    copies += 1;
    const to = join(temporary.path, `copy-${copies}`);
    cpSync(pack, to, { recursive: true });
    return to;
  };
  return { folder: temporary.path, pack, built, copy, [Symbol.dispose]: () => temporary[Symbol.dispose]() };
}

export const verified = (directory: string, trust: PackTrust = {}): PackVerdict =>
  verifyPack(directory, { publicKey: KEY.publicKey, ...trust });

export const codesOf = ({ faults }: PackVerdict): readonly string[] => [...new Set(faults.map(({ code }) => code))];

export const readText = (directory: string, path: string): string => readFileSync(join(directory, path), "utf8");

export const manifestOf = (directory: string): Manifest => JSON.parse(readText(directory, "manifest.json")) as Manifest;

export const writeManifest = (directory: string, manifest: Manifest): void =>
  writeFileSync(join(directory, "manifest.json"), canonicalJson(manifest as unknown as CanonicalValue));

/** What an attacker does last: digests of the files as they are now, so that the manifest agrees with them. */
export function agreeing(directory: string, change: Partial<Manifest> = {}): void {
  const files = filesBelow(directory)
    .filter((path) => path !== "manifest.json")
    .map((path) => {
      const bytes = readFileSync(join(directory, path));
      return { path, digest: digestOfBytes(bytes), bytes: bytes.length };
    });
  writeManifest(directory, { ...manifestOf(directory), ...change, files });
}
