import type { NodeKey } from "../../event/event.ts";
import type { Cryptography } from "../../ports/cryptography.ts";
import type { Program, ProgramEffect } from "../world/program.ts";
import type { KademliaMessage } from "./kademlia-message.ts";
import { Lookup } from "./lookup.ts";
import { BUCKET_MAX, type Contact, RoutingTable } from "./routing-table.ts";

/** An answer is waited for so long. */
const SILENT_MS = 1_000;
/** Others join at the same time: a second look finds them. */
const AGAIN_MS = 2_000;

export interface KademliaOptions {
  readonly key: NodeKey;
  readonly crypto: Pick<Cryptography, "sha256">;
  /** Who is known at the start. */
  readonly known: readonly NodeKey[];
  readonly nowMs: number;
  /** How often a holder sees to it that the closest nodes hold what it holds. */
  readonly repairMs: number;
}

export interface LookupResult {
  readonly closest: readonly Contact[];
  readonly content: Uint8Array | null;
  readonly hops: number;
}

interface Open {
  readonly to: Contact;
  readonly dueMs: number;
  readonly done: (answer: KademliaMessage | null) => void;
}

/** One node of a small Kademlia (k = 20, alpha = 3) in virtual time: content lies on the 20 nodes closest to its SHA-256. */
export class KademliaNode implements Program<KademliaMessage> {
  readonly self: Contact;
  readonly held = new Map<string, Uint8Array>();
  readonly #options: KademliaOptions;
  readonly #table: RoutingTable;
  readonly #open = new Map<number, Open>();
  /** When it was last seen to that content lies where it belongs, here or by another holder. */
  readonly #seenToMs = new Map<string, number>();
  #effects: ProgramEffect<KademliaMessage, never>[] = [];
  #asked = 0;
  #nowMs: number;
  #nextRepairMs: number;
  #nextRefreshMs: number;
  #isFresh = false;

  constructor(options: KademliaOptions) {
    this.#options = options;
    this.self = contactOf(options.key, options.crypto);
    this.#nowMs = options.nowMs;
    this.#nextRepairMs = options.nowMs + options.repairMs;
    this.#nextRefreshMs = options.nowMs;
    this.#table = new RoutingTable(this.self.id);
    for (const key of options.known) this.#table.note(contactOf(key, options.crypto));
  }

  onTime(nowMs: number): void {
    this.#nowMs = nowMs;
    if (nowMs >= this.#nextRefreshMs) this.#refresh();
    for (const [rpc, open] of this.#open) if (open.dueMs <= nowMs) this.#silent(rpc, open);
    if (nowMs >= this.#nextRepairMs) this.#repair();
  }

  onMessage(from: NodeKey, message: KademliaMessage, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#table.note(contactOf(from, this.#options.crypto));
    if (message.type === "find") this.#send(from, this.#answer(message));
    else if (message.type === "store") this.#store(from, message);
    else this.#answered(message);
  }

  onDurable(): void {}

  onDone(): void {}

  nextWakeMs(): number {
    const first = this.#open.values().next();
    return Math.min(this.#nextRepairMs, this.#nextRefreshMs, first.done === true ? Infinity : first.value.dueMs);
  }

  takeEffects(): ProgramEffect<KademliaMessage, never>[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Call `onTime` first when it is not called from within: answers are waited for from then on. */
  lookUp(target: string, wantsContent: boolean, done: (result: LookupResult) => void): void {
    const id = BigInt(`0x${target}`);
    const lookup = new Lookup(id, this.#table.closest(id));
    let isDone = false;
    const end = (content: Uint8Array | null) => {
      if (isDone) return;
      isDone = true;
      done({ closest: lookup.found(), content, hops: lookup.hops });
    };
    const goOn = () => {
      if (isDone) return;
      for (const to of lookup.next())
        this.#ask(to, { type: "find", rpc: 0, target, wantsContent }, (answer) => take(to, answer));
      if (lookup.isOver) end(null);
    };
    const take = (to: Contact, answer: KademliaMessage | null) => {
      if (answer?.type !== "found") lookup.silent(to);
      else {
        lookup.answered(
          to,
          answer.closest
            .map((key) => contactOf(key, this.#options.crypto))
            .filter((contact) => contact.id !== this.self.id),
        );
        // Whatever a holder sends: only content that has the digest counts.
        if (answer.content !== null && this.#options.crypto.sha256(answer.content) === target)
          return end(answer.content);
      }
      goOn();
    };
    goOn();
  }

  /** Content to the nodes closest to it, this one among them. Told how many hold it then. */
  put(digest: string, content: Uint8Array, done: (copies: number) => void): void {
    this.held.set(digest, content);
    this.#seenToMs.set(digest, this.#nowMs);
    this.lookUp(digest, false, ({ closest }) => {
      let [open, copies] = [Math.min(closest.length, BUCKET_MAX - 1), 1];
      if (open === 0) return done(copies);
      for (const to of closest.slice(0, BUCKET_MAX - 1)) {
        this.#ask(to, { type: "store", rpc: 0, digest, content }, (answer) => {
          open -= 1;
          if (answer?.type === "stored") copies += 1;
          if (open === 0) done(copies);
        });
      }
    });
  }

  /** Looks itself up, so that it knows its neighbours and they know it: at once, soon again, and then at times. */
  #refresh(): void {
    this.#nextRefreshMs = this.#nowMs + (this.#isFresh ? this.#options.repairMs : AGAIN_MS);
    this.#isFresh = true;
    this.lookUp(this.self.id.toString(16).padStart(64, "0"), false, () => {});
  }

  /** Nothing expires while any holder lives. */
  #repair(): void {
    this.#nextRepairMs = this.#nowMs + this.#options.repairMs;
    for (const [digest, content] of this.held) {
      if (this.#nowMs - (this.#seenToMs.get(digest) ?? 0) < this.#options.repairMs) continue;
      this.put(digest, content, () => {});
    }
  }

  #answer({ rpc, target, wantsContent }: Extract<KademliaMessage, { type: "find" }>): KademliaMessage {
    const content = wantsContent ? (this.held.get(target) ?? null) : null;
    const closest = content === null ? this.#table.closest(BigInt(`0x${target}`)).map(({ key }) => key) : [];
    return { type: "found", rpc, closest, content };
  }

  #store(from: NodeKey, { rpc, digest, content }: Extract<KademliaMessage, { type: "store" }>): void {
    if (this.#options.crypto.sha256(content) !== digest) return;
    this.held.set(digest, content);
    this.#seenToMs.set(digest, this.#nowMs);
    this.#send(from, { type: "stored", rpc });
  }

  #ask(to: Contact, question: KademliaMessage, done: Open["done"]): void {
    this.#asked += 1;
    this.#open.set(this.#asked, { to, dueMs: this.#nowMs + SILENT_MS, done });
    this.#send(to.key, { ...question, rpc: this.#asked });
  }

  #answered(message: KademliaMessage): void {
    const open = this.#open.get(message.rpc);
    this.#open.delete(message.rpc);
    open?.done(message);
  }

  #silent(rpc: number, open: Open): void {
    this.#open.delete(rpc);
    this.#table.drop(open.to);
    open.done(null);
  }

  #send(to: NodeKey, message: KademliaMessage): void {
    this.#effects.push({ type: "send", to, message });
  }
}

const contacts = new Map<NodeKey, Contact>();

function contactOf(key: NodeKey, crypto: Pick<Cryptography, "sha256">): Contact {
  const known = contacts.get(key);
  if (known !== undefined) return known;
  const contact = { key, id: BigInt(`0x${crypto.sha256(Buffer.from(key, "hex"))}`) };
  contacts.set(key, contact);
  return contact;
}
