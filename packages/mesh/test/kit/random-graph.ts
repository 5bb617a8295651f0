import { type RandomStream, utf8 } from "@plimsoll/foundation";
import type { BodyKind } from "../../src/event/body.ts";
import type { EventId, MeshEvent } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import { approveRoster, proposeRoster } from "../../src/roster/roster-proposal.ts";
import { genesisRoster, isRosterEvent, rosterOf } from "../../src/roster/roster.ts";
import { crypto, TestAuthor, testSigner, type WritableBody } from "./test-author.ts";
import { testGenesis } from "./test-genesis.ts";

export interface EventGraph {
  readonly genesis: Genesis;
  readonly mesh: string;
  /** Each after all that it cites. */
  readonly events: readonly MeshEvent[];
  /** Events that some roster in it gave up as lost, so that others may be admitted without them. */
  readonly lost: readonly EventId[];
}

/** Texts of which the order by UTF-8 bytes is not that by UTF-16 units, and plain ones. */
const NAMES = ["a", "b", "\u{ff5e}", "\u{10000}"] as const;

const DIMENSIONS = 3;

/** A small event graph: members, an outsider, restarts, forks, rosters by majority and without, all kinds, things that are wrong. */
export function randomGraph(stream: RandomStream, steps: number): EventGraph {
  return new GraphWriter(stream).write(steps);
}

class GraphWriter {
  readonly #stream: RandomStream;
  readonly #genesis: Genesis;
  readonly #mesh: string;
  readonly #authors: TestAuthor[];
  readonly #events: MeshEvent[] = [];
  readonly #lost: EventId[] = [];

  constructor(stream: RandomStream) {
    const { genesis, mesh, authors } = testGenesis(3, { dimensions: DIMENSIONS });
    this.#stream = stream;
    this.#genesis = genesis;
    this.#mesh = mesh;
    this.#authors = [...authors, new TestAuthor(mesh, "outsider")];
  }

  write(steps: number): EventGraph {
    for (let step = 0; step < steps; step += 1) this.#step();
    return { genesis: this.#genesis, mesh: this.#mesh, events: this.#events, lost: this.#lost };
  }

  #step(): void {
    if (this.#stream.chance(1, 20))
      this.#authors.push(this.#pick(this.#authors).restarted(`restart ${this.#authors.length}`));
    const author = this.#pick(this.#authors);
    const parents = this.#some(this.#events, 2);
    const hlc = { ms: this.#stream.below(2 ** 32), counter: this.#stream.below(3) };
    if (author.head === null || this.#stream.chance(1, 60)) {
      this.#events.push(author.open({ parents, hlc, previous: null }));
      return;
    }
    const previous = this.#stream.chance(1, 15) ? this.#pick(author.events) : author.head;
    this.#events.push(author.write(this.#body(author), { parents, hlc, previous }));
  }

  #body(author: TestAuthor): WritableBody {
    const kinds = Object.keys(this.#bodies) as Exclude<BodyKind, "incarnation.opened">[];
    return this.#bodies[this.#pick(kinds)](author);
  }

  readonly #bodies: { readonly [K in Exclude<BodyKind, "incarnation.opened">]: (author: TestAuthor) => WritableBody } =
    {
      thought: () => ({
        kind: "thought",
        intent: this.#stream.chance(1, 2) ? null : this.#idOf("intent.opened"),
        encoder: "test 1",
        weight: this.#stream.chance(1, 10) ? 65_537 : 1 + this.#stream.below(65_536),
        angles: this.#bytes(this.#stream.chance(1, 10) ? 2 : 2 * DIMENSIONS),
        answer: this.#bytes(2),
      }),
      "intent.opened": () => ({
        kind: "intent.opened",
        lane: "fast",
        prompt: this.#bytes(3),
        enough: 1,
        softDeadlineMs: 3000,
        ownerLeaseMs: 1000,
      }),
      "intent.claimed": () => ({
        kind: "intent.claimed",
        intent: this.#idOf("intent.opened"),
        announcedMs: 5,
        leaseMs: 15,
      }),
      "intent.renewed": () => ({
        kind: "intent.renewed",
        intent: this.#idOf("intent.opened"),
        claim: this.#idOf("intent.claimed"),
      }),
      "intent.decided": () => ({ kind: "intent.decided", ...this.#outcome() }),
      "intent.amended": () => ({ kind: "intent.amended", decision: this.#idOf("intent.decided"), ...this.#outcome() }),
      "field.set": () => ({
        kind: "field.set",
        entity: this.#pick(NAMES),
        field: this.#pick(NAMES.slice(2)),
        value: this.#bytes(2),
        resolves: this.#some(this.#of("field.set"), 3).map(({ id }) => id),
      }),
      "clock.beat": () => ({
        kind: "clock.beat",
        beats: this.#stream.chance(1, 10) ? Number.MAX_SAFE_INTEGER : 1 + this.#stream.below(40),
      }),
      "budget.issued": () => ({
        kind: "budget.issued",
        account: this.#pick(NAMES),
        quantity: 1 + this.#stream.below(99),
      }),
      "budget.given": () => ({
        kind: "budget.given",
        account: this.#pick(NAMES),
        to: this.#pick(this.#authors).chain,
        quantity: 1 + this.#stream.below(9),
      }),
      "budget.spent": () => ({
        kind: "budget.spent",
        account: this.#pick(NAMES),
        quantity: 1 + this.#stream.below(9),
        purpose: "test",
      }),
      "budget.returned": () => ({
        kind: "budget.returned",
        account: this.#pick(NAMES),
        quantity: 1 + this.#stream.below(9),
        purpose: "test",
      }),
      "kernel.entries": (author) => this.#kernelEntries(author),
      "roster.opened": (author) => this.#roster(author),
      "fork.proven": () => ({ kind: "fork.proven", first: this.#bytes(2), second: this.#bytes(2) }),
    };

  #outcome() {
    const intent = this.#idOf("intent.opened");
    const thoughts = this.#of("thought").filter(({ body }) => body.kind === "thought" && body.intent === intent);
    const others = this.#stream.chance(1, 10) ? this.#some(this.#events, 1) : [];
    const listed = [...this.#some(thoughts, 2), ...others].map(({ id }) => id);
    return { intent, thoughts: [...new Set(listed)].toSorted(), answer: this.#bytes(1) };
  }

  #kernelEntries(author: TestAuthor): WritableBody {
    const site = this.#pick(NAMES.slice(1));
    const before = author.events.flatMap(({ body }) =>
      body.kind === "kernel.entries" && body.site === site ? body : [],
    );
    const last = before.at(-1);
    const next = last === undefined ? this.#stream.below(3) : last.first + last.entries.length;
    const entries = this.#some(NAMES, 3).map((name) => utf8(JSON.stringify({ name, next })));
    const movements = this.#some(NAMES, 1).map((account) => ({ account, spent: this.#stream.below(5), returned: 1 }));
    return { kind: "kernel.entries", site, first: this.#stream.chance(1, 12) ? next + 1 : next, entries, movements };
  }

  #roster(author: TestAuthor): WritableBody {
    const before = this.#stream.chance(1, 2) ? undefined : this.#pickOr(this.#events.filter(isRosterEvent));
    const follows = before === undefined ? genesisRoster(this.#genesis) : rosterOf(before);
    const names = ["node 0", "node 1", "node 2", "outsider"].filter(() => this.#stream.chance(2, 3));
    const members = names.map((name) => ({ key: testSigner(name).key, name }));
    const lost = this.#some(this.#events, this.#stream.chance(1, 4) ? 1 : 0).map(({ id }) => id);
    const heads = [...new Set(this.#authors.flatMap(({ head }) => head?.id ?? []))];
    this.#lost.push(...lost);
    let body = proposeRoster(follows, {
      members: members.length === 0 ? [{ key: author.key, name: author.name }] : members,
      epoch: follows.epoch + 1 + this.#stream.below(2),
      frontier: this.#stream.chance(1, 2) ? heads : this.#some(heads, 2),
      lost,
      writtenOff: this.#some(this.#authors, 1).map(({ chain }) => chain),
      ...(this.#stream.chance(1, 3) ? { certificate: "c".repeat(64) } : {}),
    });
    for (const name of ["node 0", "node 1", "node 2"].filter(() => this.#stream.chance(3, 4))) {
      body = approveRoster(body, this.#mesh, testSigner(name), crypto);
    }
    return body;
  }

  #of(kind: BodyKind): MeshEvent[] {
    return this.#events.filter(({ body }) => body.kind === kind);
  }

  /** The id of one of that kind, or of nothing. */
  #idOf(kind: BodyKind): EventId {
    return this.#pickOr(this.#of(kind))?.id ?? "0".repeat(64);
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#stream.below(values.length)] as T;
  }

  #pickOr<T>(values: readonly T[]): T | undefined {
    return values.length === 0 ? undefined : this.#pick(values);
  }

  #some<T>(values: readonly T[], most: number): T[] {
    const count = values.length === 0 ? 0 : this.#stream.below(most + 1);
    return [...new Set(Array.from({ length: count }, () => this.#pick(values)))];
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#stream.below(256));
  }
}
