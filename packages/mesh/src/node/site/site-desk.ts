import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import { type Entry, type KernelState, type Refusal, type StampedCommand } from "@plimsoll/kernel";
import { carriedKey, causeOf, misnamedKey, type SignedCommand, verifyCommand } from "@plimsoll/ledger";
import { answersNeeded } from "../../budget/continuity.ts";
import type { Escrow } from "../../budget/escrow.ts";
import type { EventId, MeshEvent, NodeKey } from "../../event/event.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { RightsRefusal } from "../../budget/rights-refusal.ts";
import type { Member } from "../../member/member.ts";
import { movesRights } from "../../member/moves-rights.ts";
import type { Chain } from "../../set/chain.ts";
import { Contact, type ContactNote } from "../../site/contact.ts";
import { foldSite } from "../../site/fold-site.ts";
import { foreignHolds } from "../../site/foreign-holds.ts";
import { type DecidedProposal, MeshSite } from "../../site/mesh-site.ts";
import type { SiteLogs } from "../../site/site-log.ts";
import { OFFLINE, type SitePower } from "../../site/site-power.ts";
import { type SiteRefusal, siteRefusal } from "../../site/site-refusal.ts";
import type { MeshNode } from "../runtime/mesh-node.ts";
import type { ContactDesk } from "./contact-desk.ts";
import { HeldLogs } from "./held-logs.ts";
import { Settling } from "./settling.ts";
import type { MeshSites } from "./sites-file.ts";

export interface SiteDeskOptions {
  readonly node: MeshNode;
  readonly genesis: Genesis;
  readonly sites: MeshSites;
  /** The site that this node's key writes for. */
  readonly site: string;
  readonly contacts: ContactDesk;
  readonly clock: Clock;
  readonly keyOf: (keyId: string) => PublicKey | undefined;
  /** What was kept of contact before a restart. */
  readonly note: ContactNote | null;
  readonly keepNote: (note: ContactNote) => void;
}

/** What became of a command. `withheld`: the mesh stands in the way, and not the kernel. */
export type SiteAnswer =
  | {
      readonly kind: "decided";
      /** Number of the first entry. */
      readonly firstEntry: number;
      readonly entries: readonly Entry[];
      readonly events: readonly EventId[];
      /** False where it is durable here, and too few witnesses hold it yet: nothing may rest on it. */
      readonly isEffective: boolean;
    }
  /** Decided before. `isEffective` as above, of all that this key has bound so far. */
  | { readonly kind: "repeated"; readonly firstEntry: number; readonly isEffective: boolean }
  | { readonly kind: "refused"; readonly refusal: EarlyRefusal }
  | { readonly kind: "withheld"; readonly refusal: SiteRefusal };

/** A decision, once it is durable. */
export interface SiteDecision {
  readonly firstEntry: number;
  /** RFC 8785 JSON. */
  readonly entries: readonly string[];
  /** The signed command that they follow from, as a ledger keeps it. */
  readonly cause: string;
}

type EarlyRefusal = Omit<Refusal, "code"> & {
  readonly code: Refusal["code"] | "SIGNATURE_INVALID" | "OTHER_LOG" | "KEY_ID_FALSE" | "CLOCK_SKEW";
};

/** How far a signer's clock may be from the site's, either way. */
const CLAIM_SKEW_MS = 5_000;

/** How often other sites are asked what they hold; sooner while too few have answered. */
const ASK_MS = 5_000;
const HASTY_ASK_MS = 500;
const LOOK_MS = 100;

/** After a start so many members are asked at once whether this disk is the newest. */
const ASKED_AT_ONCE = 16;

/** How long rights that were asked for may take to come, and witnesses to hold a decision, before it is answered. */
const GIFT_MS = 2_000;
const EFFECT_MS = 5_000;

interface Decided {
  readonly answer: SiteAnswer;
  /** The answer holds when these events take effect; at once where there are none. */
  readonly rests: readonly MeshEvent[];
}

/**
 * A governed site on a running node: it verifies and stamps a command, has the kernel decide, writes what was decided as
 * events of the mesh, and answers when they are durable and effective. One command at a time (L5).
 */
export class SiteDesk {
  readonly site: string;
  /** What commands are signed for. */
  readonly log: string;
  readonly contact: Contact;
  readonly #options: SiteDeskOptions;
  readonly #logs: HeldLogs;
  readonly #settling: Settling;
  /** Who has answered since the start. */
  readonly #answered = new Set<NodeKey>();
  readonly #guards: ((entryCount: number) => void)[] = [];
  readonly #observers: ((decision: SiteDecision) => void)[] = [];
  readonly #timer: NodeJS.Timeout;
  #kernel: MeshSite | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #nextAskMs = -Infinity;
  #asks = 0;
  #isIssuing = false;

  constructor(options: SiteDeskOptions) {
    const { node, sites, site, contacts, note } = options;
    this.site = site;
    this.log = `plimsoll.mesh/${node.mesh}/${site}`;
    this.#options = options;
    this.#logs = new HeldLogs(node.member, (name) => sites.sites.find((each) => each.name === name)?.writer ?? null);
    this.contact = new Contact(this.witnesses, note);
    this.#settling = new Settling(node);
    contacts.onContact((peer, askedMs) => this.#onContact(peer, askedMs));
    this.#timer = setInterval(() => this.#onTime(), LOOK_MS);
  }

  get logs(): SiteLogs {
    return this.#logs.now();
  }

  get member(): Member {
    return this.#options.node.member;
  }

  /** The site at which allocations are issued. */
  get home(): string {
    return this.#options.sites.home;
  }

  /** The keys of the other sites, whose kills must bind here. */
  get witnesses(): readonly NodeKey[] {
    return this.#options.sites.sites.map(({ writer }) => writer).filter((writer) => writer !== this.member.key);
  }

  /** ms since 1970. */
  get nowMs(): number {
    return this.#options.clock.wallMs();
  }

  /** Why it decides nothing now and gives no power; null when it does. */
  get stop(): SiteRefusal | null {
    if (this.member.escrow === null || !this.#isConfirmed) return UNCONFIRMED;
    return this.logs.get(this.site)?.isReadable === false ? UNREADABLE : null;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Asks before every decision, with the number of entries so far: where it throws, nothing is decided. */
  guard(guard: (entryCount: number) => void): void {
    this.#guards.push(guard);
  }

  /** Calls back with every decision in its order, before it is answered. */
  observe(observer: (decision: SiteDecision) => void): void {
    this.#observers.push(observer);
  }

  /** Rejects with what `MeshNode.author` rejects with: then nothing was decided. */
  async submit(envelope: SignedCommand): Promise<SiteAnswer> {
    const verified = this.#opened(envelope);
    if ("kind" in verified) return verified;
    const first = await this.#inTurn(() => this.#decide(verified, envelope));
    const lack = first.answer.kind === "withheld" ? first.answer.refusal.rights : null;
    const isGiven = lack?.code === "RIGHTS_ELSEWHERE" && (await this.#isGiven(lack));
    return this.#effective(isGiven ? await this.#inTurn(() => this.#decide(verified, envelope)) : first);
  }

  /** Power of a run or a deployment: none while anything is unknown, and none of a node that has ended. */
  async power(subject: string): Promise<SitePower> {
    await this.#settling.wait(subject);
    return this.#inTurn(async () => {
      if (!this.#options.node.isRunning || this.stop !== null) return OFFLINE;
      const power = this.#current().power(subject, this.nowMs);
      return power.levelPpm > 0 && !this.#settling.isSettled(subject) ? OFFLINE : power;
    });
  }

  /** The fold of its own entries. */
  async state(): Promise<KernelState> {
    return this.#inTurn(async () => this.#current().state);
  }

  /** Keys in the node's folder, and those that the site's own entries carry. */
  readonly #keyOf = (keyId: string): PublicKey | undefined =>
    this.#options.keyOf(keyId) ?? carriedKey(keyId, this.#current().state.publicKeys.get(keyId));

  #opened(envelope: SignedCommand): Omit<StampedCommand, "at"> | Extract<SiteAnswer, { kind: "refused" }> {
    const verified = verifyCommand(envelope, this.#keyOf);
    if (verified === null) return SIGNATURE_INVALID;
    const { claim, digest, signers } = verified;
    if (claim.log !== this.log) return refused("OTHER_LOG", this.log, claim.log, "sign the command for this site");
    const skewMs = Math.abs(claim.claimedAt - this.nowMs);
    if (skewMs > CLAIM_SKEW_MS)
      return refused("CLOCK_SKEW", `at most ${CLAIM_SKEW_MS} ms`, `${skewMs} ms`, "set the clock");
    const misnamed = misnamedKey(claim.body);
    if (misnamed !== null)
      return refused("KEY_ID_FALSE", `the public key whose id is ${misnamed}`, "another one", "name the key by its id");
    return { id: claim.id, digest, signers: signers.map((keyId) => ({ keyId })), body: claim.body };
  }

  async #decide(command: Omit<StampedCommand, "at">, envelope: SignedCommand): Promise<Decided> {
    const { stop } = this;
    if (stop !== null) return atOnce({ kind: "withheld", refusal: stop });
    const kernel = this.#current();
    const firstEntry = kernel.state.entryCount;
    for (const guard of this.#guards) guard(firstEntry);
    const proposal = kernel.propose({ ...command, at: this.nowMs });
    if (proposal.kind === "repeated") return { answer: { ...proposal, isEffective: true }, rests: this.#newest() };
    if (proposal.kind !== "decided") return atOnce(proposal);
    const events = await this.#written(kernel, proposal);
    const { entries } = proposal;
    const cause = causeOf(envelope, this.#keyOf);
    for (const observer of this.#observers) observer({ firstEntry, entries: textsOf(proposal), cause });
    const ids = events.map(({ id }) => id);
    const answer = { kind: "decided", firstEntry, entries, events: ids, isEffective: true } as const;
    return { answer, rests: events.slice(-1) };
  }

  /** The batch is in the book as soon as it is written; it is adopted once it is durable. */
  async #written(kernel: MeshSite, proposal: DecidedProposal): Promise<readonly MeshEvent[]> {
    try {
      const events = proposal.bodies.length === 0 ? [] : await this.#options.node.author(proposal.bodies);
      kernel.adopt(proposal);
      const last = events.at(-1);
      if (last !== undefined && isSpending(proposal)) this.#settling.add(last, proposal.entries);
      return events;
    } catch (fault) {
      kernel.drop(proposal);
      throw fault;
    }
  }

  async #effective({ answer, rests }: Decided): Promise<SiteAnswer> {
    if (rests.length === 0) return answer;
    const effect = Promise.all(rests.map(async (event) => this.#options.node.effective(event))).then(() => true);
    const isEffective = await Promise.race([effect, sleep(EFFECT_MS, false, { ref: false })]);
    return "isEffective" in answer ? { ...answer, isEffective } : answer;
  }

  /**
   * The newest in each chain of its own of which witnesses give their word (ME-483); none where none are asked for. Earlier chains
   * too: what was bound before a restart has taken no effect by it.
   */
  #newest(): readonly MeshEvent[] {
    if (this.#options.genesis.spendWitnesses === 0) return [];
    const own = [...this.member.replica.events.chains()].filter(({ key }) => key.startsWith(`${this.member.key}/`));
    return own.flatMap((chain) => newestMoving(chain) ?? []);
  }

  /** Asks those who hold the rights, and waits a little for what they give. */
  async #isGiven(lack: RightsRefusal): Promise<boolean> {
    this.#options.node.turn((member) => member.lacksRights(lack));
    for (let waitedMs = 0; waitedMs < GIFT_MS; waitedMs += LOOK_MS) {
      await sleep(LOOK_MS);
      if ((this.member.escrow?.free(lack.account) ?? 0) >= lack.requested) return true;
    }
    return false;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn;
    return turn;
  }

  /** A kernel that has folded all that the mesh holds of this site. */
  #current(): MeshSite {
    const entries = this.logs.get(this.site)?.entries ?? [];
    if (this.#kernel !== null && this.#kernel.state.entryCount >= entries.length) return this.#kernel;
    const folded = foldSite(entries);
    if (!folded.ok) throw foreign(folded.error.index, folded.error.detail);
    const kernel = this.#kernelOn(folded.value);
    // Which chain goes on is not known yet, nor what in it has taken effect: it is folded again then.
    if (this.member.escrow === null) return kernel;
    for (const newest of this.#newest()) this.#settling.add(newest, null);
    this.#kernel = kernel;
    return kernel;
  }

  #kernelOn(state: KernelState): MeshSite {
    const { genesis } = this.#options;
    const { member } = this;
    const isIssuer = genesis.issuers.includes(member.key);
    return new MeshSite({
      site: this.site,
      writer: member.key,
      state,
      escrow: () => member.escrow as Escrow,
      homeOf: () => this.home,
      issuer: isIssuer
        ? { issuedIn: (account) => member.state.budget.issued(account), mayIssue: () => this.#isConfirmed }
        : null,
      log: () => this.logs.get(this.site),
      holds: foreignHolds(() => this.logs, this.site),
      contact: this.contact,
    });
  }

  get #members(): readonly NodeKey[] {
    const { genesis } = this.#options;
    return [...(this.member.state.roster?.members ?? genesis.members.map(({ key }) => key))];
  }

  /** As many members as a restarted disk needs (ME-149) hold nothing that is not held here: this disk is the newest. */
  get #isConfirmed(): boolean {
    const members = this.#members;
    const answered = members.filter((member) => this.#answered.has(member)).length;
    return answered >= answersNeeded(members.length, this.#options.genesis.spendWitnesses);
  }

  #onContact(peer: NodeKey, askedMs: number): void {
    this.#answered.add(peer);
    this.contact.heard(peer, askedMs, this.nowMs);
    this.#options.keepNote(this.contact.note());
  }

  #onTime(): void {
    const { contacts } = this.#options;
    contacts.look();
    if (this.nowMs >= this.#nextAskMs || this.#nextAskMs > this.nowMs + ASK_MS) this.#ask();
  }

  #ask(): void {
    const isHasty = !this.#isConfirmed || this.contact.lastContactMs === null;
    this.#nextAskMs = this.nowMs + (isHasty ? HASTY_ASK_MS : ASK_MS);
    const others = this.#isConfirmed ? [] : this.#someMembers();
    this.#options.contacts.ask([...new Set([...this.witnesses, ...others])], this.nowMs);
    void this.#issueDues();
  }

  /** Others by turns: a large mesh is not asked all at once. */
  #someMembers(): readonly NodeKey[] {
    const others = this.#members.filter((member) => member !== this.member.key);
    const from = (this.#asks * ASKED_AT_ONCE) % Math.max(1, others.length);
    this.#asks += 1;
    return [...others, ...others].slice(from, from + Math.min(ASKED_AT_ONCE, others.length));
  }

  /** What could not be issued when the quarter opened. */
  async #issueDues(): Promise<void> {
    if (this.#isIssuing) return;
    this.#isIssuing = true;
    try {
      await this.#inTurn(async () => {
        const dues = this.stop === null ? this.#current().duesToIssue(this.nowMs) : [];
        if (dues.length > 0) await this.#options.node.author(dues);
      });
    } catch (fault) {
      // A node that ends, or whose disk failed, says so itself; what else there is, the next command meets.
      if (!(fault instanceof PlimsollError)) throw fault;
    } finally {
      this.#isIssuing = false;
    }
  }
}

const atOnce = (answer: SiteAnswer): Decided => ({ answer, rests: [] });

function newestMoving(chain: Chain): MeshEvent | undefined {
  for (let place = chain.length - 1; place >= 0; place -= 1) {
    const event = chain.at(place);
    if (event !== undefined && movesRights(event)) return event;
  }
  return undefined;
}

function textsOf({ bodies }: DecidedProposal): readonly string[] {
  const decoder = new TextDecoder();
  const entries = bodies.flatMap((body) => (body.kind === "kernel.entries" ? body.entries : []));
  return entries.map((entry) => decoder.decode(entry));
}

const isSpending = ({ bodies }: DecidedProposal): boolean =>
  bodies.some((body) => body.kind === "kernel.entries" && body.movements.some(({ spent }) => spent > 0));

const refused = (
  code: EarlyRefusal["code"],
  expected: string,
  received: string,
  fix: string,
): Extract<SiteAnswer, { kind: "refused" }> => ({ kind: "refused", refusal: { code, expected, received, fix } });

const SIGNATURE_INVALID = refused(
  "SIGNATURE_INVALID",
  "a signed command of which all signatures hold",
  "one that does not, or a signer whose key is not here",
  "put the signers' public keys into the node's folder keys, and sign the command with them",
);

const UNCONFIRMED = siteRefusal(
  "SITE_UNCONFIRMED",
  "members that have answered since the start, so that this disk is known to be the newest",
  "too few",
  "wait some seconds, or restore the connection",
);

const UNREADABLE = siteRefusal(
  "SITE_BEHIND",
  "a log of this site without gaps and rivals",
  "one that two lives of this key have written",
  "go on under another site's name and key",
);

const foreign = (index: number, detail: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_SITE_FOREIGN",
    expected: "entries that this kernel decided",
    received: `entry ${index}: ${detail}`,
    fix: "use the version of plimsoll that wrote them",
  });
