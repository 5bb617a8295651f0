import type { BodyOf } from "../event/body.ts";
import { type CborValue, encodeCbor } from "../event/cbor.ts";
import type { ChainKey, MeshEvent } from "../event/event.ts";
import { chain as chainCodec } from "../event/field-codec.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { Projection, Standing } from "../set/projection.ts";
import { compareUtf8 } from "./compare-utf8.ts";

type KernelEvent = MeshEvent & { readonly body: BodyOf<"kernel.entries"> };

/** The kernel entries of one site in one chain. */
export interface KernelChain {
  readonly site: string;
  readonly chain: ChainKey;
  /** Number of the first entry, and how many follow on from it without a gap. */
  readonly first: number;
  readonly count: number;
  readonly digest: Uint8Array;
}

interface Tally {
  first: number;
  count: number;
  digest: Uint8Array;
  /** An event did not follow on: it and what comes after it is left out. */
  isBroken: boolean;
}

interface Log {
  readonly site: string;
  readonly chain: ChainKey;
  /** In order of sequence. */
  readonly events: KernelEvent[];
  tally: Tally;
}

/** Section `kernel` (ME-37): the decisions of each site as a hash chain, in the order of the chain that carried them. */
export class KernelFold implements Projection {
  readonly #crypto: Cryptography;
  readonly #sites = new Map<string, Map<ChainKey, Log>>();

  constructor(crypto: Cryptography) {
    this.#crypto = crypto;
  }

  admit(event: MeshEvent, standing: Standing): boolean {
    if (standing !== "counts" || event.body.kind !== "kernel.entries") return false;
    const log = this.#logOf(event as KernelEvent);
    const isLast = event.sequence > (log.events.at(-1)?.sequence ?? -1);
    log.events.push(event as KernelEvent);
    if (isLast) this.#append(log.tally, event as KernelEvent);
    else this.#tellAnew(log);
    return true;
  }

  /** By site (UTF-8 bytes) and chain. */
  chains(): KernelChain[] {
    const sites = [...this.#sites.keys()].toSorted(compareUtf8);
    return sites.flatMap((site) => {
      const logs = [...(this.#sites.get(site) as Map<ChainKey, Log>).values()];
      return logs.toSorted((a, b) => (a.chain < b.chain ? -1 : 1)).map(kernelChainOf);
    });
  }

  encode(): Uint8Array {
    return encodeCbor(["kernel", this.chains().map(rowOf)]);
  }

  #logOf(event: KernelEvent): Log {
    const { site } = event.body;
    const logs = this.#sites.get(site) ?? new Map<ChainKey, Log>();
    const log = logs.get(event.chain) ?? { site, chain: event.chain, events: [], tally: emptyTally(event) };
    this.#sites.set(site, logs.set(event.chain, log));
    return log;
  }

  /** Only where a place that was lost is filled late. */
  #tellAnew(log: Log): void {
    log.events.sort((a, b) => a.sequence - b.sequence);
    log.tally = emptyTally(log.events[0] as KernelEvent);
    for (const each of log.events) this.#append(log.tally, each);
  }

  #append(tally: Tally, { body }: KernelEvent): void {
    tally.isBroken ||= body.first !== tally.first + tally.count;
    if (tally.isBroken) return;
    for (const entry of body.entries) tally.digest = this.#chained(tally.digest, entry);
    tally.count += body.entries.length;
  }

  #chained(digest: Uint8Array, entry: Uint8Array): Uint8Array {
    return this.#crypto.sha256Bytes(Buffer.concat([digest, this.#crypto.sha256Bytes(entry)]));
  }
}

const emptyTally = ({ body }: KernelEvent): Tally => ({
  first: body.first,
  count: 0,
  digest: new Uint8Array(32),
  isBroken: false,
});

const kernelChainOf = ({ site, chain, tally: { first, count, digest } }: Log): KernelChain => ({
  site,
  chain,
  first,
  count,
  digest,
});

const rowOf = ({ site, chain, first, count, digest }: KernelChain): CborValue => [
  site,
  ...(chainCodec.pack(chain) as readonly CborValue[]),
  first,
  count,
  digest,
];
