import { hash } from "node:crypto";
import { writeCbor } from "./cbor.ts";
import type { MeshEvent } from "./event.ts";
import type { EventSet } from "./event-set.ts";
import { type Finding, incomplete, invalid } from "./finding.ts";
import type { Genesis } from "./genesis.ts";
import { idsOf, type RosterFields, rosterFields } from "./roster-fields.ts";
import type { Signatures } from "./signatures.ts";

/** The genesis, or an event that opened a roster. */
export interface Roster {
  /** `null` for the genesis. */
  readonly id: string | null;
  readonly epoch: number;
  readonly members: ReadonlySet<string>;
}

export interface FollowedRoster extends Roster {
  readonly id: string;
  readonly fields: RosterFields;
}

export type Effect = "counts" | "forked" | "outside";

/** On which roster one stands, and what counts there (ME-20 to ME-23). */
export interface Standing {
  /** Where nothing counts, one without members. */
  readonly roster: Roster;
  /** That roster and those that lead to it by what each names before it (ME-108), from the genesis, without it. */
  readonly followed: readonly FollowedRoster[];
  /** Those whose certificates are believed: the ones above, and those that majorities led through. */
  readonly believed: readonly Roster[];
  /** Of the roster on which the user said to stand. Of an earlier one only what lies in `past` is believed. */
  readonly anchorEpoch: number;
  /** What the followed rosters started from. */
  readonly past: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  effectOf(event: MeshEvent): Effect;
}

/** @param anchor the roster on which to stand; `null` for the genesis. From there on majorities are followed. */
export function standingIn(set: EventSet, genesis: Genesis, anchor: string | null, signatures: Signatures): Standing {
  const succession = new Succession(set, genesis, signatures);
  const start = succession.start(anchor);
  // On a roster that is not held, or has no ground, nothing counts (ME-110).
  if ("code" in start) return nowhere(anchor, start);
  const way = succession.onward(start);
  const roster = way.at(-1) ?? start;
  const followed = succession.lineageOf(roster);
  const frontier = followed.flatMap(({ id }) => idsOf(set.events.get(id) as MeshEvent, "frontier"));
  const past = set.pastOf(frontier);
  return {
    roster,
    followed,
    believed: [succession.genesis, start, ...way, ...followed],
    anchorEpoch: start.epoch,
    past,
    findings: frontier.flatMap((id) => (set.events.has(id) ? [] : notHeld(id))),
    effectOf: effects(set, roster, past),
  };
}

const nowhere = (anchor: string | null, finding: Finding): Standing => ({
  roster: { id: anchor, epoch: 0, members: new Set() },
  followed: [],
  believed: [],
  anchorEpoch: 0,
  past: new Set(),
  findings: [finding],
  effectOf: () => "outside",
});

/** ME-23. What a thief adds to the chain of a dead node forks nothing of the past that a roster started from (ME-106). */
function effects(set: EventSet, { members }: Roster, past: ReadonlySet<string>): (event: MeshEvent) => Effect {
  const forksInPast = new Map([...set.chains].map(([key, chain]) => [key, chain.forkedAtIn(past)]));
  return ({ id, author, chain, sequence }) => {
    const isMember = members.has(author);
    if (!isMember && !past.has(id)) return "outside";
    const forkedAt = isMember ? set.chains.get(chain)?.forkedAt : forksInPast.get(chain);
    return sequence < (forkedAt ?? Number.POSITIVE_INFINITY) ? "counts" : "forked";
  };
}

const notHeld = (id: string): Finding =>
  incomplete("FRONTIER_NOT_HELD", `a roster that is followed starts from ${id}, which is not held`);

class Succession {
  readonly genesis: Roster;
  readonly #set: EventSet;
  readonly #signatures: Signatures;
  readonly #mesh: Buffer;
  readonly #rosters: ReadonlyMap<string, FollowedRoster>;

  constructor(set: EventSet, genesis: Genesis, signatures: Signatures) {
    this.genesis = { id: null, epoch: 0, members: genesis.members };
    this.#set = set;
    this.#signatures = signatures;
    this.#mesh = Buffer.from(genesis.mesh, "hex");
    const opened = [...set.events.values()].filter(({ kind }) => kind === "roster.opened");
    this.#rosters = new Map(opened.map((event) => [event.id, rosterOf(event)]));
  }

  /** ME-110: a majority of the roster that it names before it, or a certificate and an approval by one of its members. */
  start(anchor: string | null): Roster | Finding {
    if (anchor === null) return this.genesis;
    const roster = this.#rosters.get(anchor);
    if (roster === undefined) return incomplete("ANCHOR_NOT_HELD", `roster ${anchor} is not held`);
    const before = roster.fields[1] === null ? this.genesis : this.#before(roster);
    const approvers = before === undefined ? 0 : this.#approversOf(roster, before);
    const isByMajority = 2 * approvers > (before?.members.size ?? 0);
    if (isByMajority || (approvers > 0 && roster.fields[3] !== null)) return roster;
    return invalid("ANCHOR_UNFOUNDED", `roster ${anchor} has neither a majority nor a certificate and an approval`);
  }

  /** The rosters that majorities lead to, one after another (ME-21). */
  onward(start: Roster): FollowedRoster[] {
    const way: FollowedRoster[] = [];
    for (let next = this.#after(start); next !== undefined; next = this.#after(next)) way.push(next);
    return way;
  }

  /** ME-108: as far as each is held and of a smaller epoch. */
  lineageOf({ id }: Roster): FollowedRoster[] {
    const line: FollowedRoster[] = [];
    for (let at = this.#rosters.get(id ?? ""); at !== undefined; at = this.#before(at)) line.unshift(at);
    return line;
  }

  #before({ epoch, fields }: FollowedRoster): FollowedRoster | undefined {
    const before = this.#rosters.get(fields[1]?.toString("hex") ?? "");
    return before !== undefined && before.epoch < epoch ? before : undefined;
  }

  #after(roster: Roster): FollowedRoster | undefined {
    return [...this.#rosters.values()]
      .filter((next) => next.epoch > roster.epoch && this.#hasMajority(next, roster) && this.#descends(next, roster))
      .toSorted((a, b) => a.epoch - b.epoch || (a.id < b.id ? -1 : 1))[0];
  }

  #hasMajority(next: FollowedRoster, roster: Roster): boolean {
    return 2 * this.#approversOf(next, roster) > roster.members.size;
  }

  /** Of the approvals by one key only the first is read (ME-105). */
  #approversOf({ fields }: FollowedRoster, { members }: Roster): number {
    const proposal = hash("sha256", writeCbor([this.#mesh, ...fields.slice(0, -1), []]), "buffer");
    const firsts = new Map(fields[7].toReversed().map(([key, signature]) => [key.toString("hex"), signature]));
    const isApproval = ([key, signature]: readonly [string, Buffer]): boolean =>
      members.has(key) && this.#signatures.holds(key, "plimsoll mesh roster 1\n", proposal, signature);
    return [...firsts].filter(isApproval).length;
  }

  #descends({ id, fields }: FollowedRoster, roster: Roster): boolean {
    return roster.id === null || this.#set.pastOf([id, ...fields[4].map((tip) => tip.toString("hex"))]).has(roster.id);
  }
}

function rosterOf(event: MeshEvent): FollowedRoster {
  const fields = rosterFields(event);
  const members = new Set(fields[2].map(([key]) => key.toString("hex")));
  return { id: event.id, epoch: fields[0], members, fields };
}
