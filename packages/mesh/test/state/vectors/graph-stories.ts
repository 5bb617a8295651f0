import { utf8 } from "@plimsoll/foundation";
import type { BodyOf } from "../../../src/event/body.ts";
import { encodeCbor } from "../../../src/event/cbor.ts";
import { encodeEnvelope } from "../../../src/event/envelope.ts";
import type { EventId, MeshEvent } from "../../../src/event/event.ts";
import type { Genesis } from "../../../src/event/genesis.ts";
import { openEvent, singleMessage } from "../../../src/event/open-event.ts";
import { encodeAngles } from "../../../src/phase/angles.ts";
import { approveRoster, proposeRoster, type RosterChange } from "../../../src/roster/roster-proposal.ts";
import { genesisRoster, isRosterEvent, type Roster, rosterOf } from "../../../src/roster/roster.ts";
import { crypto, TestAuthor, testGenesis, testSigner, type WritableBody } from "../../kit/index.ts";

/** What happened, and what it shows. */
export interface Story {
  readonly name: string;
  readonly shows: string;
  readonly genesis: Genesis;
  readonly mesh: string;
  readonly anchor: EventId | null;
  /** Each after all that it cites. */
  readonly events: readonly MeshEvent[];
  /** Offered after them, and refused. */
  readonly refused: readonly { readonly event: MeshEvent; readonly code: string }[];
}

type Told = Pick<Story, "events"> & Partial<Pick<Story, "anchor" | "refused">>;

const told = (
  name: string,
  shows: string,
  tell: (authors: readonly [TestAuthor, TestAuthor, TestAuthor], mesh: string, genesis: Genesis) => Told,
): Story => {
  const { genesis, mesh, authors } = testGenesis(3, { dimensions: 2 });
  const story = tell(authors as unknown as readonly [TestAuthor, TestAuthor, TestAuthor], mesh, genesis);
  return { name, shows, genesis, mesh, anchor: null, refused: [], ...story };
};

export const thought = (
  angles: readonly number[],
  weight = 1,
  intent: EventId | null = null,
): WritableBody & { readonly kind: "thought" } => ({
  kind: "thought",
  intent,
  encoder: "vector 1",
  weight,
  angles: encodeAngles(angles),
  answer: utf8("answer"),
});

const field = (name: string, value: string, resolves: readonly MeshEvent[] = [], entity = "stone"): WritableBody => ({
  kind: "field.set",
  entity,
  field: name,
  value: utf8(value),
  resolves: resolves.map(({ id }) => id).toSorted(),
});

const entries = (first: number, texts: readonly string[], site = "lab"): BodyOf<"kernel.entries"> => ({
  kind: "kernel.entries",
  site,
  first,
  entries: texts.map((text) => utf8(text)),
  movements: [],
});

const beat = (beats: number): WritableBody => ({ kind: "clock.beat", beats });

/** A roster that these members approve. */
function roster(mesh: string, follows: Roster, change: RosterChange, approvers: readonly string[]): WritableBody {
  const proposal = proposeRoster(follows, change);
  return approvers.reduce((body, name) => approveRoster(body, mesh, testSigner(name), crypto), proposal);
}

const membersNamed = (...names: readonly string[]) => names.map((name) => ({ key: testSigner(name).key, name }));

export const rosterFrom = (event: MeshEvent): Roster => {
  if (!isRosterEvent(event)) throw new TypeError("expected a roster.opened");
  return rosterOf(event);
};

/** An event of a kind that no reader knows. */
function ofLaterVersion(author: TestAuthor): MeshEvent {
  const { mesh, key, incarnation, head } = author;
  const [previous, sequence, lamport] = [head?.id ?? "", (head?.sequence ?? 0) + 1, (head?.lamport ?? 0) + 1];
  const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
  const place = [0, bytes(key), bytes(incarnation), sequence, bytes(previous), [], lamport, 0, 0];
  const content = encodeCbor([1, bytes(mesh), ...place, "dream.recorded", [["of", null], 7]]);
  const signature = author.signer.sign(singleMessage(crypto.sha256Bytes(content)));
  const opened = openEvent(encodeEnvelope({ content, signature, batch: null }), mesh, crypto);
  if (!opened.ok) throw new TypeError(opened.error.code);
  return opened.value;
}

export const stories = (): Story[] => [
  told("empty", "no events", () => ({ events: [] })),

  told(
    "thoughts",
    "ME-31: the latest of each author; wrong lengths and weights above 65 536 are not taken",
    ([a, b, c]) => {
      const events = [a.open(), b.open(), c.open()];
      events.push(a.write(thought([0, 16_384], 3)), a.write(thought([100, 60_000], 5)), a.write(thought([9], 7)));
      events.push(b.write(thought([65_535, 32_768], 65_536), { parents: events.slice(-1) }));
      events.push(c.write(thought([1, 2], 65_537)), c.write(beat(3)));
      return { events };
    },
  ),

  told("restart", "ME-31: a later incarnation outranks an earlier one, whatever their sequences", ([a, b]) => {
    const again = a.restarted();
    const events = [a.open(), b.open(), a.write(thought([1000, 2000])), a.write(thought([3000, 4000]))];
    events.push(again.open({ parents: events }), a.write(thought([9000, 9000])), again.write(thought([5000, 6000], 2)));
    return { events: [...events, a.write(thought([7000, 7000]))] };
  }),

  told("siblings", "M2 ME-33: both of two values side by side, until one who saw them resolves them", ([a, b, c]) => {
    const opened = [a.open(), b.open(), c.open()];
    const [red, blue] = [a.write(field("colour", "red")), b.write(field("colour", "blue"))];
    const resolved = c.write(field("colour", "violet", [red, blue]), { parents: [red, blue] });
    const late = b.write(field("colour", "green", [blue]));
    const others = ["\u{10000}", "\u{ff5e}", "z"].map((name) => a.write(field(name, name, [], name)));
    // It names a value of another field: that changes nothing.
    const stray = c.write(field("size", "9", [late]));
    return { events: [...opened, red, blue, resolved, late, ...others, stray] };
  }),

  told(
    "intents",
    "ME-34: two decisions, of which one is kept; one without thoughts, one with a thought of another job",
    ([a, b, c]) => {
      const opened = [a.open(), b.open(), c.open()];
      const job = (lane: string): WritableBody => ({
        kind: "intent.opened",
        lane,
        prompt: utf8("2+2"),
        enough: 1,
        softDeadlineMs: 3000,
        ownerLeaseMs: 1000,
      });
      const [one, two] = [a.write(job("fast")), a.write(job("slow"))];
      const claim = b.write(
        { kind: "intent.claimed", intent: one.id, announcedMs: 2000, leaseMs: 6000 },
        { parents: [two] },
      );
      const renewed = b.write({ kind: "intent.renewed", intent: one.id, claim: claim.id });
      const [first, second] = [
        b.write(thought([1, 1], 1, one.id)),
        c.write(thought([2, 2], 1, one.id), { parents: [two] }),
      ];
      const other = c.write(thought([3, 3], 1, two.id));
      const decide = (author: TestAuthor, thoughts: readonly MeshEvent[], intent = one): MeshEvent =>
        author.write(
          {
            kind: "intent.decided",
            intent: intent.id,
            thoughts: thoughts.map(({ id }) => id).toSorted(),
            answer: utf8("4"),
          },
          { parents: thoughts },
        );
      const kept = decide(a, [first]);
      const dissent = decide(c, [first, second]);
      const invalid = [decide(b, []), decide(b, [first, other]), decide(b, [first], { ...two, id: "0".repeat(64) })];
      const amend = (author: TestAuthor, decision: MeshEvent): MeshEvent =>
        author.write(
          {
            kind: "intent.amended",
            intent: one.id,
            decision: decision.id,
            thoughts: [second.id],
            answer: utf8("four"),
          },
          { parents: [decision, second] },
        );
      const amended = [amend(a, kept), amend(b, dissent), amend(c, invalid[0] as MeshEvent)];
      return {
        events: [...opened, one, two, claim, renewed, first, second, other, kept, dissent, ...invalid, ...amended],
      };
    },
  ),

  told(
    "budget",
    "ME-35: rights issued, given, spent, returned and moved by kernel entries; a member that is no issuer issues nothing",
    ([a, b, c]) => {
      const events = [a.open(), b.open(), c.open()];
      const account = "wallet";
      events.push(
        a.write({ kind: "budget.issued", account, quantity: 1000 }),
        c.write({ kind: "budget.issued", account, quantity: 5 }),
      );
      events.push(
        a.write({ kind: "budget.given", account, to: b.chain, quantity: 300 }),
        a.write({ kind: "budget.given", account, to: b.chain, quantity: 50 }),
      );
      events.push(
        b.write({ kind: "budget.spent", account, quantity: 120, purpose: "step" }, { parents: events.slice(-1) }),
      );
      events.push(b.write({ kind: "budget.returned", account, quantity: 20, purpose: "step" }));
      events.push(
        b.write({
          ...entries(0, ["{}"]),
          movements: [
            { account, spent: 7, returned: 2 },
            { account: "\u{10000}", spent: 1, returned: 0 },
          ],
        }),
      );
      return {
        events: [...events, b.write({ kind: "budget.spent", account: "\u{ff5e}", quantity: 4, purpose: "step" })],
      };
    },
  ),

  told(
    "fork",
    "ME-9 ME-23 ME-35: from the fork on a chain changes no state, but what it promised still binds it",
    ([a, b]) => {
      const opened = [a.open(), b.open()];
      const honest = [a.write(thought([5, 5], 2)), a.write({ kind: "budget.issued", account: "wallet", quantity: 10 })];
      const place = a.head as MeshEvent;
      const [left, right] = [50, 60].map((quantity) =>
        a.write({ kind: "budget.spent", account: "wallet", quantity, purpose: "lie" }, { previous: place }),
      ) as [MeshEvent, MeshEvent];
      const after = a.write(thought([6, 6], 9), { previous: right });
      const proof = b.write(
        { kind: "fork.proven", first: left.bytes, second: right.bytes },
        { parents: [left, right] },
      );
      return { events: [...opened, ...honest, left, right, after, proof, b.write(thought([7, 7]))] };
    },
  ),

  told(
    "kernel and clock",
    "ME-37 ME-38: entries in order of the chain; a gap ends what is taken; beats are summed up to 2^53 - 1",
    ([a, b]) => {
      const events = [a.open(), b.open(), a.write(entries(4, ['{"a":1}', '{"b":2}'])), a.write(entries(6, []))];
      events.push(
        a.write(entries(0, ["{}"], "other")),
        a.write(entries(6, ['{"c":3}'])),
        a.write(entries(8, ['{"e":5}'])),
      );
      events.push(a.write(entries(7, ['{"d":4}'])), b.write(entries(0, ["{}"])), a.write(beat(40)), a.write(beat(2)));
      return { events: [...events, b.write(beat(Number.MAX_SAFE_INTEGER)), b.write(beat(5))] };
    },
  ),

  told(
    "batch and later kinds",
    "ME-3 ME-10: five events under one signature; a kind that nobody knows has no effect",
    ([a, b]) => {
      const opened = a.open();
      const batch = a.writeBatch([beat(1), thought([8, 8]), beat(2), field("colour", "red"), beat(3)]);
      return {
        events: [opened, ...batch, ofLaterVersion(a), b.open({ parents: batch.slice(-1) }), b.write(thought([1, 9]))],
      };
    },
  ),

  told(
    "roster by majority",
    "ME-21 ME-23: two of three leave the third out; what they had of it counts, and what it adds does not",
    ([a, b, c], mesh, genesis) => {
      const opened = [a.open(), b.open(), c.open()];
      const had = [
        c.write(thought([11, 11], 4)),
        c.write({ kind: "budget.spent", account: "wallet", quantity: 3, purpose: "step" }),
      ];
      const members = membersNamed("node 0", "node 1", "newcomer");
      const change = {
        members,
        frontier: [...opened, ...had]
          .slice(0, 2)
          .concat(had.slice(-1))
          .map(({ id }) => id),
        writtenOff: [c.chain],
      };
      const next = a.write(roster(mesh, genesisRoster(genesis), change, ["node 0", "node 1"]), {
        parents: had.slice(-1),
      });
      const added = [
        c.write(thought([12, 12], 5)),
        c.write({ kind: "budget.spent", account: "wallet", quantity: 9, purpose: "step" }),
      ];
      const newcomer = new TestAuthor(mesh, "newcomer");
      return {
        events: [
          ...opened,
          ...had,
          next,
          ...added,
          newcomer.open(),
          newcomer.write(thought([13, 13])),
          b.write(thought([14, 14])),
        ],
      };
    },
  ),

  told(
    "roster without majority",
    "ME-21 ME-109: one of three approves: nothing is followed, and nothing written off",
    ([a, b, c], mesh, genesis) => {
      const opened = [a.open(), b.open(), c.open()];
      const change = {
        members: membersNamed("node 0"),
        frontier: opened.map(({ id }) => id),
        writtenOff: [b.chain, c.chain],
      };
      const next = a.write(roster(mesh, genesisRoster(genesis), change, ["node 0"]), { parents: opened });
      return { events: [...opened, next, b.write(thought([15, 15]))] };
    },
  ),

  told(
    "two rosters one after the other",
    "ME-21 ME-36: the second follows the first, though a greater epoch of another line is there too",
    ([a, b, c], mesh, genesis) => {
      const opened = [a.open(), b.open(), c.open()];
      const tips = opened.map(({ id }) => id);
      const one = a.write(
        roster(mesh, genesisRoster(genesis), { members: membersNamed("node 0", "node 1"), frontier: tips }, [
          "node 0",
          "node 1",
        ]),
        { parents: opened },
      );
      const two = b.write(
        roster(mesh, rosterFrom(one), { members: membersNamed("node 1"), frontier: [one.id], writtenOff: [a.chain] }, [
          "node 0",
          "node 1",
        ]),
        { parents: [one] },
      );
      const stray = c.write(
        roster(mesh, genesisRoster(genesis), { members: membersNamed("node 2"), frontier: tips, epoch: 9 }, ["node 2"]),
      );
      return {
        events: [
          ...opened,
          one,
          two,
          stray,
          b.write(thought([16, 16])),
          c.write(thought([17, 17])),
          a.write(thought([18, 18])),
        ],
      };
    },
  ),

  told(
    "survivors",
    "S8 ME-22 ME-106: one survivor stands on its own roster; a thief of the dead's keys adds to their chains and forks them, without effect",
    ([a, b, c], mesh, genesis) => {
      const opened = [a.open(), b.open(), c.open()];
      const before = [b.write(thought([19, 19], 2)), b.write(beat(7)), c.write(thought([20, 20], 3))];
      const change = {
        members: membersNamed("node 0"),
        frontier: [a.head, b.head, c.head].map((head) => (head as MeshEvent).id),
        certificate: "ab".repeat(32),
        writtenOff: [b.chain, c.chain],
      };
      const next = a.write(roster(mesh, genesisRoster(genesis), change, ["node 0"]), { parents: before });
      const stolen = [b.write(thought([21, 21], 9)), b.write(beat(1000), { previous: before[0] as MeshEvent })];
      return { events: [...opened, ...before, next, ...stolen, a.write(thought([22, 22]))], anchor: next.id };
    },
  ),

  told("anchor that is not held", "ME-110: nothing counts", ([a]) => ({
    events: [a.open(), a.write(thought([23, 23]))],
    anchor: "ef".repeat(32),
  })),

  told(
    "lost",
    "ME-6 ME-7: an event that nobody holds is given up by a roster; what cites it is admitted without it",
    ([a, b, c], mesh, genesis) => {
      const opened = [a.open(), b.open(), c.open()];
      const gone = c.write(thought([24, 24]));
      const orphans = [c.write(thought([25, 25], 2)), b.write(beat(3), { parents: [gone] })];
      const change = { members: genesis.members, frontier: opened.map(({ id }) => id), lost: [gone.id] };
      const next = a.write(roster(mesh, genesisRoster(genesis), change, ["node 0", "node 1"]), { parents: opened });
      return { events: [...opened, next, ...orphans] };
    },
  ),

  told(
    "refused",
    "ME-4 ME-5 ME-6: a false Lamport number, and a predecessor of another chain or another place",
    ([a, b]) => {
      const events = [a.open(), b.open(), a.write(beat(1))];
      const refuse = (body: WritableBody, options: Parameters<TestAuthor["write"]>[1], code: string) => ({
        event: a.write(body, options),
        code,
      });
      const head = a.head as MeshEvent;
      const refused = [
        refuse(beat(2), { previous: head, lamport: 9 }, "EVENT_LAMPORT_FALSE"),
        refuse(beat(2), { previous: head, lamport: 2 }, "EVENT_LAMPORT_FALSE"),
        refuse(beat(2), { previous: b.head }, "EVENT_MALFORMED"),
        refuse(beat(2), { previous: { ...head, sequence: 5 } }, "EVENT_MALFORMED"),
      ];
      return { events, refused };
    },
  ),
];
