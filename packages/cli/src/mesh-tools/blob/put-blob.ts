import { readFileSync, statSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { askNode, BLOB_BYTES_MAX, nodeFolder } from "@plimsoll/mesh/node";
import { printJson } from "../../output/print-json.ts";

export interface BlobPutFlags {
  readonly data: string;
  readonly json?: boolean;
}

interface Receipt {
  readonly digest: string;
  readonly bytes: number;
  readonly copies: number;
  readonly nodes: number;
  readonly survives99PercentPpm: number;
}

export async function putBlob(file: string, { data, json }: BlobPutFlags): Promise<void> {
  const { size } = statSync(file);
  // Before it is read: it may be larger than memory.
  if (size > BLOB_BYTES_MAX) throw tooLarge(file, size);
  const base64 = readFileSync(file).toString("base64");
  const receipt = (await askNode(nodeFolder(data).control, { verb: "blob-put", base64 })) as Receipt;
  if (json === true) printJson({ type: "summary", ok: true, ...receipt });
  else {
    process.stdout.write(`${receipt.digest}\n`);
    process.stderr.write(`plimsoll: ${receiptText(receipt)}\n`);
  }
}

/** From so many nodes on a hundredth of them is a node. */
const NODES_OF_SHARES = 100;

/** How many nodes hold it, what it outlives for certain and, where shares of the mesh say anything, with what chance a loss of 99 %. */
export function receiptText({ bytes, copies, nodes, survives99PercentPpm }: Receipt): string {
  const held = `${bytes} bytes on ${copies} of ${nodes} nodes`;
  const sure = copies === 1 ? "lost with that one" : `a copy outlives the loss of any ${copies - 1} of them`;
  if (nodes < NODES_OF_SHARES) return `${held}: ${sure}`;
  const percent = (survives99PercentPpm / 10_000).toFixed(1);
  return `${held}: ${sure}; a loss of 99 % of all nodes leaves one with a chance of ${percent} %`;
}

const tooLarge = (file: string, size: number): PlimsollError =>
  new PlimsollError({
    code: "BLOB_TOO_LARGE",
    expected: `at most ${BLOB_BYTES_MAX} bytes`,
    received: `${size} in ${file}`,
    fix: "split it and put its parts",
  });
