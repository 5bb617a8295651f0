import { join } from "node:path";
import { readPublicKey, verifyCheckpoint } from "./checkpoint.ts";
import { Fault } from "./fault.ts";
import { Proving } from "./proving.ts";
import { NOTE_BYTES_MAX, readBounded } from "./regular-file.ts";
import { type Refuted, refuted, type Verified } from "./verdict.ts";
import type { VerifyOptions } from "./verify-ledger.ts";
import { cosignersOf } from "./witnesses.ts";

const TILE_WIDTH = 256;
/** In a bundle, with its length. */
const LEAF_BYTES_MAX = 65_535 + 2;
const TIMEOUT_MS = 30_000;

/**
 * Recomputes everything that a log of static tiles claims (C2SP tlog-tiles), in a folder or behind an http(s) URL: the leaves
 * of its entry bundles against the checkpoint, and all that the entries say. Never throws.
 */
export async function verifyTiles(location: string, options: VerifyOptions = {}): Promise<Verified | Refuted> {
  const { keyPem, witnesses = [], onCheckpoint } = options;
  const isRemote = /^https?:/.test(location);
  const read = isRemote ? fetched(location) : stored(location);
  try {
    if (isRemote && keyPem === undefined) throw new Fault("KEY_MALFORMED", "no server vouches for itself: give --key");
    const note = (await read("checkpoint", NOTE_BYTES_MAX)).toString("utf8");
    const key = readPublicKey(keyPem ?? (await read("ledger.pub.pem", NOTE_BYTES_MAX)).toString("utf8"));
    const { size } = verifyCheckpoint(note, key, "the checkpoint");
    const proving = new Proving(key, [], onCheckpoint);
    for (let first = 0; first < size; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, size - first);
      const leaves = leavesOf(await read(bundlePath(first / TILE_WIDTH, width), width * LEAF_BYTES_MAX), width, first);
      proving.leaves(leaves);
      for (const leaf of leaves) proving.judge.read(leaf);
    }
    proving.judge.end();
    proving.checkpoint(note);
    return {
      ok: true,
      ...proving.result(),
      publishedSize: size,
      tornBytes: 0,
      witnesses: cosignersOf(note, witnesses),
      conservation: true,
      key: keyPem === undefined ? "folder" : "given",
    };
  } catch (cause) {
    return refuted(cause);
  }
}

/** Gives a file's bytes, or refuses it. */
type Read = (path: string, bytesMax: number) => Promise<Buffer>;

const stored =
  (directory: string): Read =>
  async (path, bytesMax) =>
    readBounded(join(directory, path), bytesMax) ?? Promise.reject(unreadable(path, "it is not there"));

const fetched =
  (url: string): Read =>
  async (path, bytesMax) => {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await fetch(`${url.replace(/\/$/, "")}/${path}`, { signal, redirect: "error" });
      if (!answer.ok || answer.body === null) throw unreadable(path, `HTTP ${answer.status}`);
      return await collected(answer.body, path, bytesMax);
    } catch (cause) {
      // No answer, a redirect, or a body that stopped halfway.
      throw cause instanceof Fault ? cause : unreadable(`${url}/${path}`, String((cause as Error).cause ?? cause));
    }
  };

/** A server that sends more than there can be is cut off. */
async function collected(body: AsyncIterable<Uint8Array>, path: string, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > bytesMax) throw unreadable(path, "longer than it can be");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const unreadable = (path: string, why: string): Fault => new Fault("LEDGER_UNREADABLE", `${path}: ${why}`);

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
