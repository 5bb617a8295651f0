import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { askNodeItems, nodeFolder } from "@plimsoll/mesh/node";
import { printJson } from "../../output/print-json.ts";
import { optionsFault } from "../mesh-options.ts";

export interface BlobGetFlags {
  readonly data: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Writes it to a new file or to standard output; the digest was checked by the node, and is checked again. */
export async function getBlob(digest: string, { data, out, json }: BlobGetFlags): Promise<void> {
  if (json === true && out === undefined) throw optionsFault("--out beside --json", "none");
  if (out !== undefined && existsSync(out)) throw exists(out);
  const content = Buffer.concat(await piecesOf(digest, data));
  if (createHash("sha256").update(content).digest("hex") !== digest) throw altered(digest);
  if (out === undefined) process.stdout.write(content);
  else writeFileSync(out, content, { flag: "wx" });
  if (json === true) printJson({ type: "summary", ok: true, digest, bytes: content.length, file: out });
  else if (out !== undefined) process.stderr.write(`plimsoll: ${content.length} bytes are in ${out}\n`);
}

async function piecesOf(digest: string, data: string): Promise<Buffer[]> {
  const items = askNodeItems(nodeFolder(data).control, { verb: "blob-get", digest });
  const pieces: Buffer[] = [];
  for await (const piece of items) pieces.push(Buffer.from(String(piece), "base64"));
  return pieces;
}

const exists = (file: string): PlimsollError =>
  new PlimsollError({ code: "FILE_EXISTS", expected: "no file yet", received: file, fix: "choose another with --out" });

const altered = (digest: string): PlimsollError =>
  new PlimsollError({
    code: "BLOB_ALTERED",
    expected: `content with the digest ${digest}`,
    received: "other bytes from the node",
    fix: "ask another node, and look at that one's disk and memory",
  });
