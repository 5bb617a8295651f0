import type { BodyOf } from "../event/body.ts";
import { sameBytes } from "../event/cbor.ts";
import type { MeshEvent, NodeKey } from "../event/event.ts";
import type { Standing } from "../set/projection.ts";
import { readHoldEntry } from "./hold-entry.ts";
import { type Held, type HoldReason, SiteHolds } from "./site-holds.ts";
import { SiteNames } from "./site-names.ts";

type KernelEvent = MeshEvent & { readonly body: BodyOf<"kernel.entries"> };

/**
 * The kernel entries of one site as the mesh brings them. Its writer is the key that was named for it; where none was, the
 * author of the first event by (Lamport, id), which a member who lies can be. What others write under its name, and what the writer says after its log breaks, can hold, but neither lift a
 * hold nor add to the log.
 */
export class SiteLog {
  readonly site: string;
  readonly #named: NodeKey | null;
  readonly #events: KernelEvent[] = [];
  readonly #forked = new Set<MeshEvent>();
  #first: KernelEvent | null = null;
  #newest: KernelEvent | null = null;
  #entries: Uint8Array[] = [];
  #holds = new SiteHolds();
  #beside = new SiteHolds();
  /** By the writer behind a break: as much as before it is held. */
  #namedBehind = new SiteNames();
  #isReadable = true;

  constructor(site: string, writer: NodeKey | null) {
    this.site = site;
    this.#named = writer;
  }

  /** Null where nobody was named and nothing was written. */
  get writer(): NodeKey | null {
    return this.#named ?? this.#first?.author ?? null;
  }

  /** RFC 8785 JSON, in their order from the first one of the site, as far as they follow on. */
  get entries(): readonly Uint8Array[] {
    return this.#entries;
  }

  /** False where a number is missing, two entries share one, or one is no entry: then something may be unknown. */
  get isReadable(): boolean {
    return this.#isReadable;
  }

  /** Keys that wrote under the site's name and are not its writer: to be reported. */
  intruders(): readonly NodeKey[] {
    const authors = this.#events.map(({ author }) => author).filter((author) => author !== this.writer);
    return [...new Set(authors)].toSorted();
  }

  /** Why the subject is held here; null when it is not. */
  reasonFor(subject: Held): HoldReason | null {
    const reason = this.#holds.reasonFor(subject, this.#isReadable) ?? this.#beside.reasonFor(subject, true);
    return reason ?? (this.#namedBehind.hasAnyOf(subject) ? "LOG_UNREADABLE" : null);
  }

  admit(event: KernelEvent, standing: Standing): void {
    if (standing === "forked") this.#forked.add(event);
    this.#events.push(event);
    const isFirst = this.#named === null && (this.#first === null || isEarlier(event, this.#first));
    const isInOrder = event.author !== this.writer || this.#newest === null || inOrder(this.#newest, event) < 0;
    if (isFirst || !isInOrder) this.#foldAnew();
    else this.#take(event);
  }

  #foldAnew(): void {
    this.#events.sort(inOrder);
    this.#first = this.#events.reduce((first, event) => (isEarlier(event, first) ? event : first));
    this.#entries = [];
    this.#holds = new SiteHolds();
    this.#beside = new SiteHolds();
    this.#namedBehind = new SiteNames();
    this.#isReadable = true;
    for (const event of this.#events) this.#take(event);
  }

  #take(event: KernelEvent): void {
    const { entries, first } = event.body;
    if (event.author !== this.writer) {
      for (const entry of entries) this.#foldBeside(entry);
      return;
    }
    this.#newest = event;
    this.#isReadable &&= !this.#forked.has(event) && this.#follows(event.body);
    const fresh = this.#isReadable ? entries.slice(this.#entries.length - first) : entries;
    for (const entry of fresh) {
      if (this.#isReadable) this.#fold(entry);
      else this.#foldBehind(entry);
    }
  }

  /** Follows on, or says again what is known. */
  #follows({ first, entries }: BodyOf<"kernel.entries">): boolean {
    if (first > this.#entries.length) return false;
    const known = this.#entries.slice(first, first + entries.length);
    return known.every((entry, place) => sameBytes(entry, entries[place] as Uint8Array));
  }

  #fold(bytes: Uint8Array): void {
    const entry = readHoldEntry(bytes);
    this.#entries.push(bytes);
    if (entry === "malformed") this.#isReadable = false;
    else if (entry !== "other") this.#holds.fold(entry, true);
  }

  #foldBehind(bytes: Uint8Array): void {
    const entry = readHoldEntry(bytes);
    if (typeof entry !== "string") this.#namedBehind.add(entry);
    this.#foldBeside(bytes);
  }

  /** Only the writer's own log can make a site's lineages unreadable: else any key could. */
  #foldBeside(bytes: Uint8Array): void {
    const entry = readHoldEntry(bytes);
    if (typeof entry !== "string") this.#beside.fold(entry, false);
  }
}

/** Along the log; of two with one number the earlier by Lamport. */
const inOrder = (a: KernelEvent, b: KernelEvent): number =>
  a.body.first - b.body.first || a.lamport - b.lamport || (a.id < b.id ? -1 : 1);

const isEarlier = (a: MeshEvent, b: MeshEvent): boolean =>
  a.lamport < b.lamport || (a.lamport === b.lamport && a.id < b.id);

/** The logs of all sites. No part of the hashed state: that has section `kernel`. */
export class SiteLogs {
  readonly #logs = new Map<string, SiteLog>();
  readonly #writerOf: (site: string) => NodeKey | null;

  /** @param writerOf the key that is to write for a site; null: whoever wrote first */
  constructor(writerOf: (site: string) => NodeKey | null) {
    this.#writerOf = writerOf;
  }

  admit(event: MeshEvent, standing: Standing): void {
    if (standing === "outside" || event.body.kind !== "kernel.entries") return;
    const { site } = event.body;
    const log = this.#logs.get(site) ?? new SiteLog(site, this.#writerOf(site));
    this.#logs.set(site, log);
    log.admit(event as KernelEvent, standing);
  }

  get(site: string): SiteLog | undefined {
    return this.#logs.get(site);
  }

  /** By name. */
  all(): readonly SiteLog[] {
    return [...this.#logs.values()].toSorted((a, b) => (a.site < b.site ? -1 : 1));
  }
}
