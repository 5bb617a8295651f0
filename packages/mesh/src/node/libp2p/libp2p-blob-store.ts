import { hash } from "node:crypto";
import { PlimsollError } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";
import type { BlobReceipt, BlobStore } from "../../ports/blob-store.ts";
import { survives99PercentPpm } from "../blob-survival.ts";
import { BLOB_BYTES_MAX, COPIES } from "../transport-limits.ts";
import { BlobAssembly } from "./blob-assembly.ts";
import { BlobAsks, type PieceMessage } from "./blob-asks.ts";
import {
  BLOB_MESSAGE_BYTES_MAX,
  type BlobMessage,
  decodeBlobMessage,
  encodeBlobMessage,
  PIECE_BYTES,
  pieceOffsets,
} from "./blob-message.ts";
import { BlobServer } from "./blob-server.ts";
import type { BlobShelf } from "./blob-shelf.ts";
import { DhtLookup } from "./dht-lookup.ts";
import { FramedProtocol } from "./framed-protocol.ts";
import type { Host } from "./libp2p-host.ts";
import type { PeerKeeper } from "./peer-keeper.ts";
import { XorSpace } from "./xor-distance.ts";

export interface Libp2pBlobStoreOptions {
  readonly host: Host;
  readonly self: NodeKey;
  readonly peers: PeerKeeper;
  readonly shelf: BlobShelf;
  readonly admits: (node: NodeKey) => boolean;
  /** How many nodes the roster has; for the survival figure. */
  readonly meshSize: () => number;
}

/**
 * Content on this node and on the nodes closest to it in Kademlia's space, 20 copies in all. Copies go straight to where
 * they belong; the DHT is asked where the mesh is larger than what one node is connected with, and when nobody close has
 * the content. A blob stays whole on each holder: were its pieces placed apart, a large loss would take some piece of
 * nearly every blob (mesh.md, section 8.1).
 */
export class Libp2pBlobStore implements BlobStore {
  readonly #options: Libp2pBlobStoreOptions;
  readonly #protocol: FramedProtocol;
  readonly #server: BlobServer;
  readonly #asks = new BlobAsks();
  readonly #space = new XorSpace();
  readonly #dht: DhtLookup;
  #isClosed = false;

  private constructor(options: Libp2pBlobStoreOptions) {
    this.#options = options;
    this.#dht = new DhtLookup(options.host);
    this.#server = new BlobServer(options.shelf, (to, message) => this.#send(to, message));
    this.#protocol = new FramedProtocol({
      libp2p: options.host,
      protocol: "/plimsoll/blob/1",
      messageBytesMax: BLOB_MESSAGE_BYTES_MAX,
      onMessage: (from, message) => this.#receive(from, message),
      onDropOut: () => undefined,
      onDropIn: () => undefined,
    });
  }

  static async start(options: Libp2pBlobStoreOptions): Promise<Libp2pBlobStore> {
    const store = new Libp2pBlobStore(options);
    await store.#protocol.start();
    return store;
  }

  /** Rejects with `BLOB_TOO_LARGE` above 64 MiB and with `BLOB_NOT_PLACED` when no other node took a copy; then it may still be here. */
  async put(bytes: Uint8Array): Promise<BlobReceipt> {
    if (bytes.length > BLOB_BYTES_MAX) throw tooLarge(bytes.length);
    const digest = hash("sha256", bytes, "hex");
    const isKeptHere = await this.#options.shelf.put(digest, bytes);
    const wanted = COPIES - (isKeptHere ? 1 : 0);
    const holders = await this.#placeOnClosest(digest, bytes, wanted);
    if (holders === 0) throw notPlaced(digest);
    if (isKeptHere) this.#dht.provide(digest);
    return this.#receipt(digest, holders + (isKeptHere ? 1 : 0));
  }

  async get(digest: string): Promise<Uint8Array | null> {
    if (this.#isClosed || !/^[0-9a-f]{64}$/.test(digest)) return null;
    const own = await this.#options.shelf.get(digest);
    if (own !== null) return own;
    const near = await this.#closest(digest, COPIES);
    const direct = await this.#fetchFromAny(digest, near);
    if (direct.absent > 0 && direct.bytes !== null)
      void this.#placeOnClosest(digest, direct.bytes, COPIES).catch(() => 0);
    return direct.bytes ?? (await this.#fetchByDht(digest, near));
  }

  /** Brings the copies back to their number. Null when nobody reachable holds the content. */
  async repair(digest: string): Promise<BlobReceipt | null> {
    const bytes = await this.get(digest);
    if (bytes === null) return null;
    const isHere = this.#options.shelf.has(digest);
    const holders = await this.#placeOnClosest(digest, bytes, COPIES - (isHere ? 1 : 0));
    return this.#receipt(digest, holders + (isHere ? 1 : 0));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#dht.close();
    this.#asks.close();
    await this.#protocol.close();
  }

  #receipt(digest: string, copies: number): BlobReceipt {
    const nodes = Math.max(this.#options.meshSize(), copies);
    return { digest, copies, nodes, survives99PercentPpm: survives99PercentPpm(copies, nodes) };
  }

  /** Where some refuse or are silent the next closest are asked. Resolves with how many hold it. */
  async #placeOnClosest(digest: string, bytes: Uint8Array, wanted: number): Promise<number> {
    const candidates = [...(await this.#closest(digest, Number.MAX_SAFE_INTEGER))];
    let holders = 0;
    while (holders < wanted && candidates.length > 0 && !this.#isClosed) {
      const next = candidates.splice(0, wanted - holders);
      const outcomes = await Promise.all(next.map(async (node) => this.#place(node, digest, bytes)));
      holders += outcomes.filter(Boolean).length;
    }
    return holders;
  }

  async #place(node: NodeKey, digest: string, bytes: Uint8Array): Promise<boolean> {
    if (bytes.length > PIECE_BYTES && (await this.#holds(node, digest))) return true;
    const answer = this.#asks.placed(node, digest, ANSWER_MS + bytes.length / BYTES_PER_MS_MIN);
    for (const offset of pieceOffsets(bytes.length)) {
      await this.#protocol.room(node);
      const piece = bytes.subarray(offset, offset + PIECE_BYTES);
      this.#send(node, { kind: "offer", digest, total: bytes.length, offset, bytes: piece });
    }
    return answer;
  }

  async #holds(node: NodeKey, digest: string): Promise<boolean> {
    return (await this.#wantPiece(node, digest, 0, 0)) !== null;
  }

  /** Known nodes by distance. The DHT is asked only where it may know closer ones. */
  async #closest(digest: string, count: number): Promise<readonly NodeKey[]> {
    const { peers, self } = this.#options;
    const found = peers.knowsAll() ? [] : await this.#dht.closest(digest);
    const nodes = new Set([...peers.connected(), ...found.filter((node) => this.#options.admits(node))]);
    nodes.delete(self);
    return this.#space.closest(digest, [...nodes], count);
  }

  async #fetchByDht(digest: string, asked: readonly NodeKey[]): Promise<Uint8Array | null> {
    if (this.#isClosed) return null;
    const found = await Promise.all([this.#dht.providers(digest), this.#dht.closest(digest)]);
    const others = new Set([...found.flat(), ...this.#options.peers.connected()]);
    const unasked = [...others].filter(
      (node) => node !== this.#options.self && !asked.includes(node) && this.#options.admits(node),
    );
    const { bytes } = await this.#fetchFromAny(digest, unasked);
    if (bytes !== null) void this.#placeOnClosest(digest, bytes, COPIES).catch(() => 0);
    return bytes;
  }

  /** Asks the first few at once and one more whenever one has nothing or is slow; the first that has it answers. */
  async #fetchFromAny(
    digest: string,
    nodes: readonly NodeKey[],
  ): Promise<{ bytes: Uint8Array | null; absent: number }> {
    const queue = [...nodes];
    const found = Promise.withResolvers<Uint8Array | null>();
    let isFound = false;
    let absent = 0;
    const askNext = async (): Promise<void> => {
      for (let node = queue.shift(); node !== undefined && !isFound && !this.#isClosed; node = queue.shift()) {
        const bytes = await this.#fetch(node, digest, () => isFound);
        if (bytes === null) absent++;
        else isFound = true;
        if (bytes !== null) found.resolve(bytes);
      }
    };
    const walks = Array.from({ length: ASKED_AT_ONCE }, askNext);
    const spur = setInterval(() => walks.push(askNext()), SPUR_MS);
    void this.#allOf(walks).then(() => found.resolve(null));
    const bytes = await found.promise;
    clearInterval(spur);
    return { bytes, absent };
  }

  /** More walks may start while the first ones go on. */
  async #allOf(walks: readonly Promise<void>[]): Promise<void> {
    for (let index = 0; index < walks.length; index++) await walks[index];
  }

  async #fetch(node: NodeKey, digest: string, isNeedless: () => boolean): Promise<Uint8Array | null> {
    const first = await this.#wantPiece(node, digest, 0, PIECE_BYTES);
    if (first === null || isNeedless()) return null;
    const assembly = BlobAssembly.start(digest, first.total);
    if (assembly === null || !assembly.add(0, first.bytes)) return null;
    return this.#fetchRest(node, digest, assembly, isNeedless);
  }

  /** A few pieces are under way at once. */
  async #fetchRest(
    node: NodeKey,
    digest: string,
    assembly: BlobAssembly,
    isNeedless: () => boolean,
  ): Promise<Uint8Array | null> {
    const offsets = pieceOffsets(assembly.total).slice(1);
    const ask = async (offset: number): Promise<PieceMessage | null> =>
      this.#wantPiece(node, digest, offset, PIECE_BYTES);
    for (let index = 0; index < offsets.length && !isNeedless(); index += PIECES_AT_ONCE) {
      const pieces = await Promise.all(offsets.slice(index, index + PIECES_AT_ONCE).map(ask));
      if (!pieces.every((piece) => piece !== null && assembly.add(piece.offset, piece.bytes))) return null;
    }
    return assembly.isComplete ? assembly.checked() : null;
  }

  async #wantPiece(node: NodeKey, digest: string, offset: number, length: number): Promise<PieceMessage | null> {
    const answer = this.#asks.piece(node, digest, offset, ANSWER_MS);
    this.#send(node, { kind: "want", digest, offset, length });
    return answer;
  }

  #send(to: NodeKey, message: BlobMessage): void {
    this.#protocol.send(to, encodeBlobMessage(message));
  }

  #receive(from: NodeKey, data: Uint8Array): void {
    const message = decodeBlobMessage(data);
    if (message === null || !this.#options.admits(from)) return;
    if (message.kind === "want") void this.#server.wanted(from, message);
    else if (message.kind === "offer") void this.#server.offered(from, message);
    else this.#asks.answered(from, message);
  }
}

const tooLarge = (bytes: number): PlimsollError =>
  new PlimsollError({
    code: "BLOB_TOO_LARGE",
    expected: `at most ${BLOB_BYTES_MAX} bytes`,
    received: String(bytes),
    fix: "split the content and put its parts",
  });

const notPlaced = (digest: string): PlimsollError =>
  new PlimsollError({
    code: "BLOB_NOT_PLACED",
    expected: "at least one other node that takes a copy",
    received: `none for ${digest}`,
    fix: "wait until a peer is reachable and put it again",
  });

/** A holder is on the same continent and has one disk; who is slower counts as absent. */
const ANSWER_MS = 2_000;
/** 1 MiB/s: a slower road to a holder costs that copy. */
const BYTES_PER_MS_MIN = 1_000;
const ASKED_AT_ONCE = 2;
const SPUR_MS = 25;
const PIECES_AT_ONCE = 4;
