import type { OpenedCertificate } from "../../certificate/certificate.ts";
import type { ChainKey } from "../../event/event.ts";
import type { EventCatalog, KnownEvent } from "./event-catalog.ts";

/** Stable certificates as the whole mesh made them: whether their events were where they were said to be (S1, S9). */
export class CertificateWatch {
  readonly #catalog: EventCatalog;
  readonly #seen = new Set<string>();
  readonly #stableLength = new Map<ChainKey, number>();
  readonly #latenciesMs: number[] = [];
  #newest: OpenedCertificate | null = null;

  constructor(catalog: EventCatalog) {
    this.#catalog = catalog;
  }

  /** The newest that any node has called stable. */
  get newest(): OpenedCertificate | null {
    return this.#newest;
  }

  /** From acknowledged to stable, ms, of each event. */
  get latenciesMs(): readonly number[] {
    return this.#latenciesMs;
  }

  get count(): number {
    return this.#seen.size;
  }

  isNew({ digest }: OpenedCertificate): boolean {
    return !this.#seen.has(digest);
  }

  /** Disks among these nodes on which all of its events have been. */
  disksWith({ frontier }: OpenedCertificate, nodes: readonly number[]): number {
    const tips = frontier.flatMap((extent) => extent.tips.map((tip) => this.#catalog.get(tip)));
    return nodes.filter((node) => tips.every((tip) => tip?.everOnDisk.has(node) === true)).length;
  }

  became(certificate: OpenedCertificate, nowMs: number): void {
    this.#seen.add(certificate.digest);
    if (certificate.number >= (this.#newest?.number ?? 0)) this.#newest = certificate;
    for (const { key, length } of certificate.frontier) this.#note(key, length, nowMs);
  }

  #note(key: ChainKey, length: number, nowMs: number): void {
    const from = this.#stableLength.get(key) ?? 0;
    if (length <= from) return;
    this.#stableLength.set(key, length);
    for (const id of this.#catalog.chain(key).slice(from, length)) this.#stable(this.#catalog.get(id), nowMs);
  }

  #stable(known: KnownEvent | undefined, nowMs: number): void {
    if (known === undefined || known.stableMs !== null) return;
    known.stableMs = nowMs;
    if (known.acknowledgedMs !== null) this.#latenciesMs.push(nowMs - known.acknowledgedMs);
  }
}
