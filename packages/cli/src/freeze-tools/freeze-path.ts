import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import {
  chattrFlag,
  freezeSnapshot,
  type FrozenSnapshot,
  type ModelPublicKey,
  type ModelSigningKey,
  manifestText,
  noImmutableFlag,
  openModelSignature,
  parseManifest,
  signModel,
} from "@plimsoll/governor";
import { writeAtOnce } from "../ledger-tools/kept-file.ts";
import type { BesideSnapshot } from "./beside-snapshot.ts";

export interface FreezePlan {
  readonly path: string;
  readonly beside: BesideSnapshot;
  readonly key: ModelSigningKey;
  /** Whether to try for the attribute that binds root. */
  readonly immutable: boolean;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Locks a snapshot and writes its manifest and model signature beside it. A manifest from an earlier freeze is never written over: weights
 * that are others by now are `SNAPSHOT_DIFFERS`, and stay locked. Throws as `freezeSnapshot`, `FILE_EXISTS`.
 */
export function freezePath({ path, beside, key, immutable, onBytes }: FreezePlan): FrozenSnapshot {
  const frozen = freezeSnapshot(path, { immutable: immutable ? chattrFlag : noImmutableFlag, onBytes });
  const text = manifestText({ digest: frozen.digest, files: frozen.manifest });
  mkdirSync(dirname(beside.manifest), { recursive: true });
  if (existsSync(beside.manifest)) assertSame(beside.manifest, frozen);
  else writeAtOnce({ path: beside.manifest, text });
  if (!existsSync(beside.signature))
    writeAtOnce({ path: beside.signature, text: signModel(path, frozen.manifest, key) });
  else if (!isSignedBy(key.publicKey, beside.signature, frozen)) throw inTheWay(beside.signature);
  return frozen;
}

/** Whether a signature that is there already is by this key and over these very files: anything may have been put there. */
function isSignedBy(key: ModelPublicKey, file: string, { manifest }: FrozenSnapshot): boolean {
  try {
    const signed = new Map(
      openModelSignature(readFileSync(file, "utf8"), key).files.map(({ path, digest }) => [path, digest]),
    );
    return signed.size === manifest.length && manifest.every(({ path, digest }) => signed.get(path) === digest);
  } catch {
    return false;
  }
}

function assertSame(file: string, { digest }: FrozenSnapshot): void {
  const before = manifestOr(file);
  if (before === null) throw inTheWay(file);
  if (before === digest) return;
  throw new PlimsollError({
    code: "SNAPSHOT_DIFFERS",
    expected: `the snapshot ${before} of "${file}"`,
    received: digest,
    fix: `see what changed: plimsoll freeze --verify PATH "${file}"`,
  });
}

const inTheWay = (file: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: `no file "${file}", or the one that this key and these weights give`,
    received: "another file of that name",
    fix: "move it away, or name another folder with --out",
  });

function manifestOr(file: string): string | null {
  try {
    return parseManifest(readFileSync(file, "utf8")).digest;
  } catch {
    return null;
  }
}
