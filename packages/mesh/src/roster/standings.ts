import { encodeGenesis } from "../event/genesis-codec.ts";
import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import type { Genesis } from "../event/genesis.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { Chain } from "../set/chain.ts";
import type { Admission, EventView } from "../set/event-set.ts";
import type { Standing } from "../set/projection.ts";
import { Approvals } from "./approvals.ts";
import { causalPast } from "./causal-past.ts";
import { anchorRoster, followed, isApprovedBy, lineage, type RosterView } from "./following.ts";
import { genesisRoster, isRosterEvent, type Roster, type RosterEvent, rosterId } from "./roster.ts";

/** Whom the state listens to: a function of the events held and of the anchor (ME-20 to ME-23). */
export class Standings {
  readonly #set: EventView;
  readonly #genesis: Roster;
  readonly #approvals: Approvals;
  readonly #candidates: RosterEvent[] = [];
  #anchor: EventId | null;

  /** From the anchor to where it stands; empty while the anchor is not held or not approved. */
  #path: readonly Roster[] = [];
  #lineage: readonly RosterEvent[] = [];
  /** By authors who are no members, and yet count: what the rosters of the lineage started from. */
  #covered: ReadonlySet<EventId> = new Set();
  #forks: ReadonlyMap<ChainKey, number> = new Map();
  #missing = new Set<EventId>();
  #version = 0;

  /** `anchor` is the roster that the node was told to stand on; null for the genesis. */
  constructor(genesis: Genesis, set: EventView, anchor: EventId | null, crypto: Cryptography) {
    this.#set = set;
    this.#genesis = genesisRoster(genesis);
    this.#approvals = new Approvals(crypto.sha256(encodeGenesis(genesis)), crypto);
    this.#anchor = anchor;
    this.#gatherCandidates([...set.chains()].flatMap((chain) => [...chain.events()]));
    this.#assess();
  }

  get anchor(): EventId | null {
    return this.#anchor;
  }

  /** Grows whenever events that were admitted before stand otherwise. */
  get version(): number {
    return this.#version;
  }

  /** Where the node stands; undefined while its anchor is not held or not approved. Then nothing counts. */
  get roster(): Roster | undefined {
    return this.#path.at(-1);
  }

  /** The rosters named one before the other up to where the node stands, oldest first, without the genesis. */
  get lineage(): readonly RosterEvent[] {
    return this.#lineage;
  }

  /** Whether the roster leads to where the node stands. */
  isFollowed(event: RosterEvent): boolean {
    return this.#lineage.includes(event);
  }

  /** Of an admitted event. */
  standingOf(event: MeshEvent): Standing {
    const roster = this.roster;
    if (roster === undefined) return "outside";
    const isMember = roster.members.has(event.author);
    if (!isMember && !this.#covered.has(event.id)) return "outside";
    const forkedAt = isMember ? this.#set.chain(event.chain)?.forkedAt : this.#forks.get(event.chain);
    return typeof forkedAt === "number" && event.sequence >= forkedAt ? "forked" : "counts";
  }

  /** To be told of each admission, after it. True when an event that was admitted before stands otherwise now. */
  admit({ admitted, forked }: Admission): boolean {
    const isRelevant = this.#gatherCandidates(admitted) || admitted.some(({ id }) => this.#missing.has(id));
    const isChanged = isRelevant && this.#assess();
    return this.#noted(isChanged || forked.some((key) => this.#isMemberChain(key)));
  }

  /** True when standings changed. */
  moveAnchor(anchor: EventId | null): boolean {
    this.#anchor = anchor;
    return this.#noted(this.#assess());
  }

  /** Whether a node may be told to stand on it (ME-22). */
  canStandOn(anchor: EventId | null): boolean {
    return anchorRoster(anchor, this.#view(new Set())) !== undefined;
  }

  #noted(isChanged: boolean): boolean {
    if (isChanged) this.#version += 1;
    return isChanged;
  }

  #isMemberChain(key: ChainKey): boolean {
    return this.roster?.members.has(key.slice(0, key.indexOf("/"))) ?? false;
  }

  /** True when one of them may lead elsewhere. */
  #gatherCandidates(events: readonly MeshEvent[]): boolean {
    const rosters = events.filter(isRosterEvent);
    if (rosters.length === 0) return false;
    for (const roster of rosters) this.#candidates.push(roster);
    return rosters.some(
      (event) => event.id === this.#anchor || this.#path.some((stand) => isApprovedBy(event, stand, this.#approvals)),
    );
  }

  #view(missing: Set<EventId>): RosterView {
    const [set, genesis, approvals, candidates] = [this.#set, this.#genesis, this.#approvals, this.#candidates];
    return { set, genesis, approvals, candidates, missing };
  }

  #assess(): boolean {
    const before = this.#summary();
    const missing = new Set<EventId>();
    const view = this.#view(missing);
    const anchor = anchorRoster(this.#anchor, view);
    this.#path = anchor === undefined ? [] : followed(anchor, view);
    this.#lineage = this.roster === undefined ? [] : lineage(this.roster, view);
    this.#cover(missing);
    this.#missing = missing;
    return before !== this.#summary();
  }

  /** Of one roster, lineage and cover only grow: what is missing comes. */
  #summary(): string {
    const stand = this.roster === undefined ? "nowhere" : rosterId(this.roster);
    return JSON.stringify([stand, this.#lineage.length, this.#covered.size]);
  }

  #cover(missing: Set<EventId>): void {
    const members = this.roster?.members;
    const past = causalPast(
      this.#set,
      this.#lineage.flatMap(({ body }) => body.frontier),
    );
    for (const id of past.missing) missing.add(id);
    this.#covered = new Set([...past.ids].filter((id) => !members?.has((this.#set.get(id) as MeshEvent).author)));
    this.#forks = new Map([...this.#set.chains()].flatMap((chain) => this.#forkOf(chain)));
  }

  /** Where two covered events share a place: what a thief adds to the chain of a dead node forks nothing (S8). */
  #forkOf(chain: Chain): readonly (readonly [ChainKey, number])[] {
    for (const sequence of chain.forkedPlaces()) {
      const rivals = [chain.at(sequence), ...chain.rivalsAt(sequence)];
      const covered = rivals.filter((event) => event !== undefined && this.#covered.has(event.id));
      if (covered.length > 1) return [[chain.key, sequence]];
    }
    return [];
  }
}
