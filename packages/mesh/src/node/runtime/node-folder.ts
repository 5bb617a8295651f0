import { createPrivateKey } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { generateSigningKey, type SigningKey, signingKeyFromPem } from "@plimsoll/foundation/node";
import { decodeGenesis, encodeGenesis } from "../../event/genesis-codec.ts";
import type { Genesis } from "../../event/genesis.ts";
import { nodeKeyFault } from "./folder-faults.ts";

/** Where a node keeps what is its own. */
export const nodeFolder = (folder: string) => ({
  genesis: join(folder, "genesis.cbor"),
  key: join(folder, "node.pem"),
  journal: join(folder, "journal"),
  control: join(folder, "control.sock"),
  /** Of a governed site: whose it is, who may sign for it, and when others were heard. */
  sites: join(folder, "sites.json"),
  siteKeys: join(folder, "keys"),
  contact: join(folder, "contact.json"),
  blobs: join(folder, "blobs"),
});

/** What a node needs to start. */
export interface NodeIdentity {
  readonly genesis: Genesis;
  readonly key: SigningKey;
}

/** Makes the folder of a node that has never run. Throws `FILE_EXISTS` rather than replace a key. */
export function makeNodeFolder(folder: string, genesis: Genesis, key: SigningKey): void {
  makeNodeKey(folder, key);
  placeGenesis(folder, genesis);
}

/** Makes a key that never leaves this folder. Throws `FILE_EXISTS` rather than replace one. */
export function makeNodeKey(folder: string, key: SigningKey = generateSigningKey()): SigningKey {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  write(nodeFolder(folder).key, key.toPem(), 0o600);
  return key;
}

/** Puts the genesis beside a key that is there already. Throws `FILE_EXISTS`. */
export function placeGenesis(folder: string, genesis: Genesis): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  write(nodeFolder(folder).genesis, encodeGenesis(genesis), 0o644);
}

/** Throws `MESH_FOLDER` for a folder that is not one, `MESH_GENESIS` for a damaged genesis, `KEY_MALFORMED` for what is no key. */
export function readNodeFolder(folder: string): NodeIdentity {
  const files = nodeFolder(folder);
  if (!existsSync(files.genesis) || !existsSync(files.key)) throw nodeKeyFault(folder);
  return { genesis: readGenesis(files.genesis), key: readKey(files.key) };
}

function readKey(file: string): SigningKey {
  try {
    return signingKeyFromPem(readFileSync(file, "utf8"));
  } catch (cause) {
    if (!(cause instanceof PlimsollError) || cause.code !== "KEY_MALFORMED") throw cause;
    const fix = "put the node's own key back: without it the node is another one";
    throw new PlimsollError({ code: "KEY_MALFORMED", expected: "an Ed25519 key in PEM", received: file, fix, cause });
  }
}

/** The founding of a mesh from its file. Throws where it is none. */
export function readGenesis(file: string): Genesis {
  const genesis = decodeGenesis(new Uint8Array(readFileSync(file)));
  if (genesis !== undefined) return genesis;
  throw new PlimsollError({
    code: "MESH_GENESIS",
    expected: "the genesis of a mesh, as plimsoll mesh init wrote it",
    received: file,
    fix: "copy it again from another node: it is the same on all",
  });
}

/** The 32 bytes that the key is made of: libp2p makes the peer id of the same. */
export function seedOf(key: SigningKey): Uint8Array {
  // The seed is the tail of an Ed25519 key in PKCS #8 (RFC 8410).
  const der = createPrivateKey(key.toPem()).export({ format: "der", type: "pkcs8" });
  return new Uint8Array(der.subarray(-32));
}

function write(file: string, content: string | Uint8Array, mode: number): void {
  if (existsSync(file)) {
    throw new PlimsollError({
      code: "FILE_EXISTS",
      expected: "no file yet",
      received: file,
      fix: "choose another folder: what is in this one may be in use",
    });
  }
  writeFileSync(file, content, { mode, flag: "wx" });
}
