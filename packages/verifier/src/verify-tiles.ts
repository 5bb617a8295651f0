import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPublicKey, verifyCheckpoint } from "./checkpoint.ts";
import { Fault } from "./fault.ts";
import { Proving } from "./proving.ts";
import { type Refuted, refuted, type Verified } from "./verdict.ts";
import type { VerifyOptions } from "./verify-ledger.ts";
import { cosignersOf } from "./witnesses.ts";

const TILE_WIDTH = 256;
/** A bundle of entries: 256 with their lengths. A server that sends more is cut off. */
const BYTES_MAX = TILE_WIDTH * (65_535 + 2);
const TIMEOUT_MS = 30_000;

/**
 * Recomputes everything that a log of static tiles claims (C2SP tlog-tiles), in a folder or behind an http(s) URL: the leaves
 * of its entry bundles against the checkpoint, and all that the entries say. Never throws.
 */
export async function verifyTiles(location: string, options: VerifyOptions = {}): Promise<Verified | Refuted> {
  const { keyPem, witnesses = [], onCheckpoint } = options;
  const read = /^https?:/.test(location)
    ? fetched(location)
    : async (path: string) => readFileSync(join(location, path));
  try {
    const note = (await read("checkpoint")).toString("utf8");
    const key = readPublicKey(keyPem ?? (await read("ledger.pub.pem")).toString("utf8"));
    const { size } = verifyCheckpoint(note, key, "the checkpoint");
    const proving = new Proving(key, [], onCheckpoint);
    for (let first = 0; first < size; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, size - first);
      const leaves = leavesOf(await read(bundlePath(first / TILE_WIDTH, width)), width, first);
      proving.leaves(leaves);
      for (const leaf of leaves) proving.judge.read(leaf);
    }
    proving.judge.end();
    proving.checkpoint(note);
    const cosigners = cosignersOf(note, witnesses);
    const whose = keyPem === undefined ? "folder" : "given";
    return {
      ok: true,
      ...proving.result(),
      publishedSize: size,
      tornBytes: 0,
      witnesses: cosigners,
      conservation: true,
      key: whose,
    };
  } catch (cause) {
    return refuted(cause);
  }
}

const fetched =
  (url: string) =>
  async (path: string): Promise<Buffer> => {
    const answer = await fetch(`${url.replace(/\/$/, "")}/${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      () => ({ ok: false, body: null, status: "without an answer" }),
    );
    if (!answer.ok || answer.body === null) throw new Fault("LEDGER_UNREADABLE", `${path}: HTTP ${answer.status}`);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of answer.body) {
      length += chunk.length;
      if (length > BYTES_MAX) throw new Fault("LEDGER_UNREADABLE", `${path} is longer than it can be`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };

/** `tile/entries/x001/234.p/5`: the index in groups of three digits, all but the last behind an x; the width where it is partial. */
function bundlePath(index: number, width: number): string {
  const groups = `${index}`.padStart(Math.ceil(`${index}`.length / 3) * 3, "0").match(/.../g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/entries/${path}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** The leaves of a bundle, each behind its length in two bytes. */
function leavesOf(bundle: Buffer, width: number, first: number): Buffer[] {
  const leaves: Buffer[] = [];
  let at = 0;
  while (leaves.length < width && at + 2 <= bundle.length) {
    const end = at + 2 + bundle.readUInt16BE(at);
    leaves.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (leaves.length === width && at === bundle.length) return leaves;
  throw new Fault("LEDGER_DAMAGED", `the bundle of leaves from ${first} on is not whole`);
}
