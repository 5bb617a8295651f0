import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkpointText, Frontier, leafHash, signNote } from "@plimsoll/ledger";
import { identity } from "./verifier-rig.ts";

const crc = (bytes: string | Uint8Array): string => crc32(bytes).toString(16).padStart(8, "0");

function signed(leaves: readonly Buffer[]): string {
  const tree = Frontier.empty();
  for (const leaf of leaves) tree.append(leafHash(leaf));
  const text = checkpointText({ origin: identity.origin, size: leaves.length, root: tree.root() });
  return signNote(text, identity.origin, identity.signingKey);
}

/** A leaf as somebody who has the key may write it: any text, whatever it claims to hold. */
export interface FreeLeaf {
  readonly text: string;
  readonly entryCount: number;
}

/** Writes a log that our own writer would not write: every batch one leaf or more, and each signed. */
export function writeSignedLog(directory: string, batches: readonly (readonly FreeLeaf[])[]): void {
  let [log, firstEntry] = ["", 0];
  const leaves: Buffer[] = [];
  for (const batch of [[], ...batches]) {
    const bytes = batch.map(({ text }) => Buffer.from(text));
    const firstLeaf = leaves.length;
    leaves.push(...bytes);
    const note = signed(leaves);
    const sizes = batch.map(({ entryCount }, at) => `${bytes[at]?.length}:${entryCount}:${crc(bytes[at] ?? "")}`);
    const header = `batch ${firstLeaf} ${firstEntry} ${Buffer.byteLength(note)} ${sizes.join() || "-"}`;
    log += `${header} ${crc(header)}\n${batch.map(({ text }) => `${text}\n`).join("")}${note}\n`;
    firstEntry += batch.reduce((sum, { entryCount }) => sum + entryCount, 0);
  }
  writeFileSync(join(directory, "ledger.log"), log);
  writeFileSync(join(directory, "ledger.pub.pem"), identity.signingKey.publicKey.toPem());
}

/** A log without an entry, under any name: signed by hand, since our own signer takes no name that a terminal would obey. */
export function writeEmptyLog(directory: string, origin: string): void {
  const text = checkpointText({ origin, size: 0, root: Frontier.empty().root() });
  const { publicKey } = identity.signingKey;
  const keyId = createHash("sha256").update(`${origin}\n\u0001`).update(publicKey.raw).digest().subarray(0, 4);
  const signature = Buffer.concat([keyId, identity.signingKey.sign(Buffer.from(text))]).toString("base64");
  const note = `${text}\n— ${origin} ${signature}\n`;
  const header = `batch 0 0 ${Buffer.byteLength(note)} -`;
  writeFileSync(join(directory, "ledger.log"), `${header} ${crc(header)}\n${note}\n`);
  writeFileSync(join(directory, "ledger.pub.pem"), publicKey.toPem());
}

/** The same leaves as tiles: fewer than 256. */
export function writeSignedTiles(directory: string, texts: readonly string[]): void {
  const leaves = texts.map((text) => Buffer.from(text));
  const bundle = leaves.flatMap((leaf) => [Buffer.of(leaf.length >> 8, leaf.length & 255), leaf]);
  mkdirSync(join(directory, "tile/entries/000.p"), { recursive: true });
  writeFileSync(join(directory, `tile/entries/000.p/${leaves.length}`), Buffer.concat(bundle));
  writeFileSync(join(directory, "checkpoint"), signed(leaves));
  writeFileSync(join(directory, "ledger.pub.pem"), identity.signingKey.publicKey.toPem());
}
