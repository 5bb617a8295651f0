import { encodeCbor } from "../event/cbor.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import type { Genesis } from "../event/genesis.ts";
import { BudgetBook } from "../budget/budget-book.ts";
import { IntentBook } from "../intent/intent-book.ts";
import { WeFold } from "../phase/we-fold.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { isRosterEvent, type Roster } from "../roster/roster.ts";
import { Standings } from "../roster/standings.ts";
import type { Admission, EventView } from "../set/event-set.ts";
import type { Projection, Standing } from "../set/projection.ts";
import { canonicalOrder } from "./canonical-order.ts";
import { ClockFold } from "./clock-fold.ts";
import { FieldsFold } from "./fields-fold.ts";
import { KernelFold } from "./kernel-fold.ts";
import { encodeRosters } from "./roster-section.ts";

/** The sections of the state in the order in which they are hashed (ME-30). */
export const SECTIONS = ["we", "fields", "intents", "budget", "roster", "kernel", "clock"] as const;
export type Section = (typeof SECTIONS)[number];

/** The section `roster` is read off the standings. */
const FOLDED = ["we", "fields", "intents", "budget", "kernel", "clock"] as const satisfies readonly Section[];

export interface MeshStateOptions {
  readonly genesis: Genesis;
  /** Read, never changed. */
  readonly set: EventView;
  /** The roster that the node was told to stand on; null for the genesis. */
  readonly anchor: EventId | null;
  readonly cryptography: Cryptography;
}

interface Folds {
  readonly we: WeFold;
  readonly fields: FieldsFold;
  readonly intents: IntentBook;
  readonly budget: BudgetBook;
  readonly kernel: KernelFold;
  readonly clock: ClockFold;
}

/**
 * The state: a function of the events held and of the anchor, and of nothing else (law L10).
 *
 * Each admission is folded in as it comes. Where it changes who counts (a roster, a fork), everything is folded anew when the
 * state is read next. Reading never changes what is read (M7).
 */
export class MeshState {
  readonly #options: MeshStateOptions;
  readonly #standings: Standings;
  #folds: Folds | null = null;
  /** Events in the folds. Less or more than the set holds after an admission means that some were not told of. */
  #folded = 0;
  /** Of the sections that are as they were when they were last hashed. */
  readonly #hashes = new Map<Section, Uint8Array>();
  #hash: Uint8Array | null = null;

  constructor(options: MeshStateOptions) {
    const { genesis, set, anchor, cryptography } = options;
    this.#options = options;
    this.#standings = new Standings(genesis, set, anchor, cryptography);
    // Of nothing there is nothing to fold: what comes is folded in as it comes, while it is at hand.
    if (set.size === 0) this.#folds = this.#emptyFolds();
  }

  get we(): WeFold {
    return this.#current().we;
  }

  get fields(): FieldsFold {
    return this.#current().fields;
  }

  get intents(): IntentBook {
    return this.#current().intents;
  }

  get budget(): BudgetBook {
    return this.#current().budget;
  }

  get kernel(): KernelFold {
    return this.#current().kernel;
  }

  get clock(): ClockFold {
    return this.#current().clock;
  }

  /** Dimensions of a thought. */
  get dimensions(): number {
    return this.#options.genesis.dimensions;
  }

  get standings(): Standings {
    return this.#standings;
  }

  /** Where the node stands; undefined while its anchor is not held. */
  get roster(): Roster | undefined {
    return this.#standings.roster;
  }

  standingOf(event: MeshEvent): Standing {
    return this.#standings.standingOf(event);
  }

  /** To be told of each admission to the set, after it. */
  admit(admission: Admission): void {
    if (admission.admitted.length === 0) return;
    const isChanged = this.#standings.admit(admission);
    this.#folded += admission.admitted.length;
    if (isChanged || this.#folded !== this.#options.set.size) this.#forget();
    if (this.#folds !== null) this.#fold(this.#folds, admission.admitted);
  }

  /**
   * Stands on this roster from now on, or on the one that follows from it; null is the genesis. False, and nothing
   * changed, for a roster that is not held or not approved (ME-22).
   */
  moveAnchor(anchor: EventId | null): boolean {
    if (!this.#standings.canStandOn(anchor)) return false;
    this.#standings.moveAnchor(anchor);
    this.#forget();
    return true;
  }

  /** SHA-256 over the digests of the sections. */
  hash(): Uint8Array {
    this.#hash ??= this.#options.cryptography.sha256Bytes(encodeCbor([...this.sectionHashes().values()]));
    return this.#hash;
  }

  sectionHashes(): ReadonlyMap<Section, Uint8Array> {
    return new Map(SECTIONS.map((section) => [section, this.#sectionHash(section)]));
  }

  /** The canonical bytes of a section. */
  encode(section: Section): Uint8Array {
    return section === "roster" ? encodeRosters(this.#standings) : this.#current()[section].encode();
  }

  #sectionHash(section: Section): Uint8Array {
    const known = this.#hashes.get(section) ?? this.#options.cryptography.sha256Bytes(this.encode(section));
    this.#hashes.set(section, known);
    return known;
  }

  /** Everything is folded anew when it is read next. */
  #forget(): void {
    this.#folds = null;
    this.#hashes.clear();
    this.#hash = null;
  }

  #current(): Folds {
    return (this.#folds ??= this.#foldAnew());
  }

  #foldAnew(): Folds {
    const { set } = this.#options;
    const folds = this.#emptyFolds();
    const events = [...set.chains()].flatMap((chain) => [...chain.events()]);
    this.#fold(folds, events.sort(canonicalOrder));
    this.#folded = events.length;
    return folds;
  }

  #fold(folds: Folds, events: readonly MeshEvent[]): void {
    for (const event of events) {
      const standing = this.#standings.standingOf(event);
      for (const section of FOLDED) {
        const own = section === "budget" ? this.#rightsStandingOf(event, standing) : standing;
        const projection: Projection = folds[section];
        if (projection.admit(event, own)) this.#hashes.delete(section);
      }
    }
    this.#hash = null;
  }

  /** Only rosters that lead to where the node stands write rights off: else any member alone could stop the others (ME-109). */
  #rightsStandingOf(event: MeshEvent, standing: Standing): Standing {
    if (!isRosterEvent(event)) return standing;
    return this.#standings.isFollowed(event) ? "counts" : "outside";
  }

  #emptyFolds(): Folds {
    const { genesis, cryptography } = this.#options;
    return {
      we: new WeFold(genesis.dimensions),
      fields: new FieldsFold(),
      intents: new IntentBook(),
      budget: new BudgetBook(genesis),
      kernel: new KernelFold(cryptography),
      clock: new ClockFold(),
    };
  }
}
