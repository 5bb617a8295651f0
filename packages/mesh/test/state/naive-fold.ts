import type { BodyKind, BodyOf } from "../../src/event/body.ts";
import { type CborValue, encodeCbor } from "../../src/event/cbor.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import { encodeGenesis } from "../../src/event/genesis-codec.ts";
import { rosterProposalBytes } from "../../src/roster/roster-proposal.ts";
import { crypto } from "../kit/index.ts";

type Of<K extends BodyKind> = MeshEvent & { readonly body: BodyOf<K> };
type Rows = Map<string, CborValue>;

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const chainBytes = (key: string): Uint8Array[] => key.split("/").map(bytes);
const by = (order: (event: MeshEvent) => string) => (a: MeshEvent, b: MeshEvent) => (order(a) < order(b) ? -1 : 1);
const byId = by(({ id }) => id);
const sumOf = (values: readonly number[]): number => {
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  const cap = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(sum < cap ? sum : cap);
};

/**
 * The state straight from the rules of spec/mesh.md: slow, without increments, and sharing no fold with the real one. It is given every
 * admitted event in any order.
 */
export function naiveFold(events: readonly MeshEvent[], genesis: Genesis, anchor: string | null) {
  const view = new NaiveView(events, genesis, anchor);
  const sections: Readonly<Record<string, Uint8Array>> = {
    we: encodeCbor(weOf(view)),
    fields: encodeCbor(["fields", fieldsOf(view)]),
    intents: encodeCbor(["intents", intentsOf(view)]),
    budget: encodeCbor(budgetOf(view)),
    roster: encodeCbor(rosterOf(view)),
    kernel: encodeCbor(["kernel", kernelOf(view)]),
    clock: encodeCbor(["clock", clockOf(view)]),
  };
  const hash = crypto.sha256Bytes(encodeCbor(Object.values(sections).map((section) => crypto.sha256Bytes(section))));
  return { sections, hash, standingOf: (event: MeshEvent) => view.standingOf(event) };
}

class NaiveView {
  readonly events: readonly MeshEvent[];
  readonly genesis: Genesis;
  readonly mesh: string;
  /** Undefined: nothing counts. Null: the genesis. */
  readonly stand: Of<"roster.opened"> | null | undefined;
  readonly anchor: string | null;

  constructor(events: readonly MeshEvent[], genesis: Genesis, anchor: string | null) {
    this.events = events;
    this.genesis = genesis;
    this.anchor = anchor;
    this.mesh = crypto.sha256(encodeGenesis(genesis));
    this.stand = this.#follow(this.#start(anchor));
  }

  /** The events of a kind that count. */
  counting<K extends BodyKind>(kind: K): Of<K>[] {
    return this.of(kind).filter((event) => this.standingOf(event) === "counts");
  }

  of<K extends BodyKind>(kind: K): Of<K>[] {
    return this.events.filter((event): event is Of<K> => event.body.kind === kind);
  }

  standingOf(event: MeshEvent): string {
    if (!this.wouldCount(event)) return "outside";
    const rivals = this.events.filter(({ chain, sequence }) => chain === event.chain && sequence <= event.sequence);
    const places = rivals.filter((rival) => this.wouldCount(rival)).map(({ sequence }) => sequence);
    return new Set(places).size < places.length ? "forked" : "counts";
  }

  wouldCount(event: MeshEvent): boolean {
    if (this.stand === undefined) return false;
    if (this.membersOf(this.stand).includes(event.author)) return true;
    return this.past(this.line().flatMap(({ body }) => body.frontier)).has(event.id);
  }

  membersOf(roster: Of<"roster.opened"> | null): string[] {
    return (roster === null ? this.genesis : roster.body).members.map(({ key }) => key);
  }

  line(stand = this.stand): Of<"roster.opened">[] {
    if (stand === null || stand === undefined) return [];
    const before = this.of("roster.opened").find(
      ({ id, body }) => id === stand.body.follows && body.epoch < stand.body.epoch,
    );
    return [...(before === undefined ? [] : this.line(before)), stand];
  }

  readonly #pasts = new Map<string, Set<string>>();

  past(tips: readonly string[]): Set<string> {
    const key = tips.join();
    const past = this.#pasts.get(key) ?? this.#pastOf(tips);
    this.#pasts.set(key, past);
    return past;
  }

  #pastOf(tips: readonly string[]): Set<string> {
    const past = new Set(tips.filter((tip) => this.events.some(({ id }) => id === tip)));
    for (let size = -1; size < past.size;) {
      size = past.size;
      for (const { id, previous, parents } of this.events) {
        if (past.has(id)) for (const cited of [previous ?? id, ...parents]) past.add(cited);
      }
    }
    return past;
  }

  #start(anchor: string | null): Of<"roster.opened"> | null | undefined {
    if (anchor === null) return null;
    const roster = this.of("roster.opened").find(({ id }) => id === anchor);
    if (roster === undefined) return undefined;
    const before = this.line(roster).at(-2) ?? null;
    if (before === null && roster.body.follows !== null) return undefined;
    const approvals = this.#approvals(roster, before);
    const isMajority = approvals * 2 > new Set(this.membersOf(before)).size;
    return isMajority || (approvals > 0 && roster.body.certificate !== null) ? roster : undefined;
  }

  #follow(stand: Of<"roster.opened"> | null | undefined): Of<"roster.opened"> | null | undefined {
    if (stand === undefined) return undefined;
    const [next] = this.of("roster.opened")
      .filter(({ body }) => body.epoch > (stand?.body.epoch ?? 0))
      .filter(({ id, body }) => stand === null || this.past([id, ...body.frontier]).has(stand.id))
      .filter((event) => this.#approvals(event, stand) * 2 > new Set(this.membersOf(stand)).size)
      .toSorted((a, b) => a.body.epoch - b.body.epoch || byId(a, b));
    return next === undefined ? stand : this.#follow(next);
  }

  #approvals({ body }: Of<"roster.opened">, electors: Of<"roster.opened"> | null): number {
    const message = rosterProposalBytes(body, this.mesh, crypto);
    const first = new Map(body.approvals.toReversed().map(({ key, signature }) => [key, signature]));
    return [...new Set(this.membersOf(electors))].filter((key) => {
      const signature = first.get(key);
      return signature !== undefined && crypto.verify(key, message, signature);
    }).length;
  }
}

function weOf(view: NaiveView): CborValue {
  const dimensions = view.genesis.dimensions;
  const taken = view
    .counting("thought")
    .filter(({ body }) => body.angles.length === 2 * dimensions && body.weight <= 65_536);
  const latest = new Map<string, Of<"thought">>();
  const rank = ({ chain }: MeshEvent): string => {
    const [first] = view.events
      .filter((event) => event.chain === chain && view.standingOf(event) === "counts")
      .toSorted((a, b) => a.sequence - b.sequence) as [MeshEvent];
    return `${String(first.lamport).padStart(16, "0")} ${first.id}`;
  };
  const order = (event: MeshEvent): string => `${rank(event)} ${String(event.sequence).padStart(16, "0")}`;
  for (const thought of taken.toSorted(by(order))) latest.set(thought.author, thought);
  const authors = [...latest.values()].toSorted(by(({ author }) => author));
  const sums = (shift: number): Uint8Array => {
    const out = Buffer.alloc(8 * dimensions);
    for (let at = 0; at < dimensions; at += 1) {
      const parts = authors.map(({ body }) => {
        const angle = Buffer.from(body.angles).readUInt16BE(2 * at);
        return BigInt(body.weight) * BigInt(Math.round(32_767 * Math.cos((2 * Math.PI * (angle - shift)) / 65_536)));
      });
      out.writeBigInt64BE(
        parts.reduce((sum, part) => sum + part, 0n),
        8 * at,
      );
    }
    return Uint8Array.from(out);
  };
  const weight = sumOf(authors.map(({ body }) => body.weight));
  const rows = authors.map((thought) => [
    bytes(thought.author),
    bytes(thought.incarnation),
    thought.sequence,
    bytes(thought.id),
    thought.body.weight,
  ]);
  return ["we", dimensions, weight, sums(0), sums(16_384), rows];
}

function fieldsOf(view: NaiveView): CborValue {
  const events = view.counting("field.set");
  const rows: Rows = new Map();
  const keyOf = ({ body }: Of<"field.set">): string =>
    `${Buffer.from(body.entity).toString("hex")}/${Buffer.from(body.field).toString("hex")}`;
  for (const key of [...new Set(events.map(keyOf))].toSorted()) {
    const same = events.filter((event) => keyOf(event) === key);
    const values = same.filter(({ id }) => !same.some(({ body }) => body.resolves.includes(id))).toSorted(byId);
    const [{ body }] = same as [Of<"field.set">];
    rows.set(key, [body.entity, body.field, values.map((event) => [bytes(event.id), event.body.value])]);
  }
  return [...rows.values()];
}

function intentsOf(view: NaiveView): CborValue {
  return view
    .counting("intent.opened")
    .toSorted(byId)
    .map(({ id }) => {
      const admitted = view.of("thought").filter(({ body }) => body.intent === id);
      const isThought = (thought: string): boolean => admitted.some((event) => event.id === thought);
      const [kept, ...dissent] = view
        .counting("intent.decided")
        .filter(({ body }) => body.intent === id && body.thoughts.length > 0 && body.thoughts.every(isThought))
        .toSorted((a, b) => a.lamport - b.lamport || byId(a, b));
      const valid = new Set([kept, ...dissent].map((event) => event?.id));
      const amendments = view
        .counting("intent.amended")
        .filter(({ body }) => body.intent === id && valid.has(body.decision));
      const thoughts = admitted.filter((event) => view.standingOf(event) === "counts");
      const ids = (events: readonly MeshEvent[]): CborValue => events.toSorted(byId).map((event) => bytes(event.id));
      return [bytes(id), kept === undefined ? null : bytes(kept.id), ids(dissent), ids(thoughts), ids(amendments)];
    });
}

interface Movement {
  readonly account: string;
  readonly chain: string;
  readonly issued?: number;
  readonly spent?: number;
  readonly returned?: number;
  readonly to?: string;
  readonly given?: number;
}

function budgetOf(view: NaiveView): CborValue {
  const movements = view.events
    .filter((event) => view.standingOf(event) !== "outside")
    .flatMap((event) => movementsOf(event, view.genesis));
  const hexOf = ({ account }: Movement): string => Buffer.from(account).toString("hex");
  const accounts = [...new Set(movements.map(hexOf))].toSorted().flatMap((account) => {
    const rows = chainRows(movements.filter((movement) => hexOf(movement) === account));
    return rows.length === 0 ? [] : [[Buffer.from(account, "hex").toString(), rows]];
  });
  const writtenOff = [...new Set(view.line().flatMap(({ body }) => body.writtenOff))].toSorted();
  return ["budget", accounts, writtenOff.map(chainBytes)];
}

function movementsOf({ chain, author, body }: MeshEvent, genesis: Genesis): Movement[] {
  if (body.kind === "budget.issued" && genesis.issuers.includes(author)) {
    return [{ account: body.account, chain, issued: body.quantity }];
  }
  if (body.kind === "budget.given") {
    return [{ account: body.account, chain, to: body.to, given: body.quantity }];
  }
  if (body.kind === "budget.spent") return [{ account: body.account, chain, spent: body.quantity }];
  if (body.kind === "budget.returned") return [{ account: body.account, chain, returned: body.quantity }];
  return body.kind === "kernel.entries" ? body.movements.map((movement) => ({ ...movement, chain })) : [];
}

function chainRows(movements: readonly Movement[]): CborValue[] {
  const chains = [...new Set(movements.map(({ chain }) => chain))].toSorted();
  return chains.flatMap((chain) => {
    const own = movements.filter((movement) => movement.chain === chain);
    const total = (pick: (movement: Movement) => number | undefined, of = own): number =>
      sumOf(of.map((movement) => pick(movement) ?? 0));
    const spent = total((movement) => movement.spent);
    const returned = Math.min(
      spent,
      total((movement) => movement.returned),
    );
    const issued = total((movement) => movement.issued);
    const to = [...new Set(own.flatMap((movement) => movement.to ?? []))].toSorted();
    const given = to.map((key) => [
      ...chainBytes(key),
      total(
        (movement) => movement.given,
        own.filter((movement) => movement.to === key),
      ),
    ]);
    const isEmpty = issued === 0 && spent === 0 && given.length === 0;
    return isEmpty ? [] : [[...chainBytes(chain), issued, spent, returned, given]];
  });
}

const rosterOf = (view: NaiveView): CborValue => {
  const stand = view.stand === undefined ? view.anchor : (view.stand?.id ?? null);
  const rows = view
    .line()
    .map(({ id, body }) => [
      bytes(id),
      body.epoch,
      body.follows === null ? null : bytes(body.follows),
      body.members.map(({ key }) => bytes(key)),
    ]);
  return ["roster", stand === null ? null : bytes(stand), rows];
};

function kernelOf(view: NaiveView): CborValue {
  const events = view.counting("kernel.entries");
  const rows: Rows = new Map();
  const keyOf = ({ chain, body }: Of<"kernel.entries">): string => `${Buffer.from(body.site).toString("hex")}/${chain}`;
  for (const key of [...new Set(events.map(keyOf))].toSorted()) {
    const same = events.filter((event) => keyOf(event) === key).toSorted((a, b) => a.sequence - b.sequence);
    const [{ body, chain }] = same as [Of<"kernel.entries">];
    const entries: Uint8Array[] = [];
    for (const event of same) {
      if (event.body.first !== body.first + entries.length) break;
      entries.push(...event.body.entries);
    }
    const chained = (digest: Uint8Array, entry: Uint8Array): Uint8Array =>
      crypto.sha256Bytes(Uint8Array.from([...digest, ...crypto.sha256Bytes(entry)]));
    const digest = entries.reduce(chained, new Uint8Array(32));
    rows.set(key, [body.site, ...chainBytes(chain), body.first, entries.length, digest]);
  }
  return [...rows.values()];
}

function clockOf(view: NaiveView): CborValue {
  const events = view.counting("clock.beat");
  const authors = [...new Set(events.map(({ author }) => author))].toSorted();
  return authors.map((key) => [
    bytes(key),
    sumOf(events.filter(({ author }) => author === key).map(({ body }) => body.beats)),
  ]);
}
