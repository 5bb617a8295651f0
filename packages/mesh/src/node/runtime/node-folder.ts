import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { type SigningKey, signingKeyFromPem } from "@plimsoll/foundation/node";
import { decodeGenesis, encodeGenesis } from "../../event/genesis-codec.ts";
import type { Genesis } from "../../event/genesis.ts";

/** Where a node keeps what is its own. */
export const nodeFolder = (folder: string) => ({
  genesis: join(folder, "genesis.cbor"),
  key: join(folder, "node.pem"),
  journal: join(folder, "journal"),
  control: join(folder, "control.sock"),
});

/** Makes the folder of a node that has never run. Throws `FILE_EXISTS` rather than replace a key. */
export function makeNodeFolder(folder: string, genesis: Genesis, key: SigningKey): void {
  const files = nodeFolder(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  write(files.key, key.toPem(), 0o600);
  write(files.genesis, encodeGenesis(genesis), 0o644);
}

/** What a node needs to start. Throws `MESH_FOLDER` for a folder that is not one, `MESH_GENESIS` for a damaged genesis. */
export function readNodeFolder(folder: string): { readonly genesis: Genesis; readonly key: SigningKey } {
  const files = nodeFolder(folder);
  if (!existsSync(files.genesis) || !existsSync(files.key)) {
    throw new PlimsollError({
      code: "MESH_FOLDER",
      expected: "genesis.cbor and node.pem",
      received: folder,
      fix: "make a mesh with plimsoll mesh init, and give each node one of its folders",
    });
  }
  return { genesis: readGenesis(files.genesis), key: signingKeyFromPem(readFileSync(files.key, "utf8")) };
}

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

function write(file: string, content: string | Uint8Array, mode: number): void {
  if (existsSync(file)) {
    throw new PlimsollError({
      code: "FILE_EXISTS",
      expected: "no file yet",
      received: file,
      fix: "choose another folder: the key in this one may be in use",
    });
  }
  writeFileSync(file, content, { mode, flag: "wx" });
}
