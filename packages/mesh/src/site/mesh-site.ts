import { canonicalJson, type CanonicalValue, utf8 } from "@plimsoll/foundation";
import {
  apply,
  type Command,
  commandShape,
  decide,
  type Entry,
  type KernelState,
  quarterOf,
  type Refusal,
  type StampedCommand,
  walletKey,
} from "@plimsoll/kernel";
import type { BodyOf } from "../event/body.ts";
import type { NodeKey } from "../event/event.ts";
import type { Escrow, Movement, Reservation } from "../budget/escrow.ts";
import type { RightsRefusal } from "../budget/rights-refusal.ts";
import type { Contact } from "./contact.ts";
import type { ForeignHolds } from "./foreign-holds.ts";
import { movementsOf, rightsAccount, transfersOf } from "./rights-movement.ts";
import { underRights } from "./rights-view.ts";
import type { SiteLog } from "./site-log.ts";
import {
  type GovernedSubject,
  lineOf,
  linkedTo,
  powerBeyond,
  probedBy,
  sitePower,
  type SitePower,
  subjectOf,
} from "./site-power.ts";
import { rightsMissing, type SiteRefusal, siteRefusal } from "./site-refusal.ts";

/** What the issuer of a lab's rights must know to make them exactly once. */
export interface Issuer {
  /** Micro-CU issued in an account so far, over the whole mesh. */
  issuedIn(account: string): number;
  /** `Continuity.mayIssue`: what was issued before a restart is known. */
  mayIssue(): boolean;
}

export interface MeshSiteOptions {
  readonly site: string;
  /** The key that writes for the site. */
  readonly writer: NodeKey;
  /** The fold of the site's own entries. */
  readonly state: KernelState;
  /** Of the chain that is written now. */
  readonly escrow: () => Escrow;
  /** The site at which a lab's allocation is issued; null: nowhere, and the lab has no rights. */
  readonly homeOf: (lab: string) => string | null;
  /** Null where the node's key is no issuer of the genesis. */
  readonly issuer: Issuer | null;
  /** What the mesh holds of this site's own entries. */
  readonly log: () => SiteLog | undefined;
  readonly holds: ForeignHolds;
  readonly contact: Contact;
}

/** Events to be written in this order into one chain, in one batch. */
export type SiteBody = BodyOf<"budget.issued"> | BodyOf<"kernel.entries">;

/** What a proposal comes to before anybody else has heard of it. */
export interface DecidedProposal {
  readonly kind: "decided";
  readonly entries: readonly Entry[];
  /** The state after it. */
  readonly next: KernelState;
  readonly bodies: readonly SiteBody[];
  readonly reservation: Reservation;
}

/** What a site of a mesh answers: as the kernel does, or `withheld` where the mesh stands in the way. */
export type Proposal =
  | DecidedProposal
  | { readonly kind: "repeated"; readonly firstEntry: number }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "withheld"; readonly refusal: SiteRefusal };

/**
 * A governed site in a mesh: the kernel decides, and takes only what the site's rights cover.
 *
 * A decision, the CU that it binds and the entries that say so are one event, so that no crash parts them. The shell writes
 * the bodies of a proposal, makes them durable and puts them into the book and the site's log; then it calls `adopt`.
 * One proposal at a time (L5).
 */
export class MeshSite {
  readonly #options: MeshSiteOptions;
  #state: KernelState;
  /** With the escrow that it was reserved in: another chain may be written by the time it is durable. */
  #pending: { readonly proposal: DecidedProposal; readonly escrow: Escrow } | null = null;

  constructor(options: MeshSiteOptions) {
    this.#options = options;
    this.#state = options.state;
  }

  get state(): KernelState {
    return this.#state;
  }

  /** Power of a run or a deployment here and now: what enforcement follows. */
  power(subject: string, nowMs: number): SitePower {
    const { holds, contact } = this.#options;
    return sitePower(this.#viewOf(this.#state, nowMs), holds, contact, subject, nowMs);
  }

  /** Decides and changes nothing. */
  propose(stamped: StampedCommand): Proposal {
    if (this.#pending !== null)
      throw new Error("expected one proposal at a time, got another; adopt or drop the first");
    const stopped = this.#stopFor(stamped);
    if (stopped !== null) return { kind: "withheld", refusal: stopped };
    const proposal = this.#decided(this.#withLivingHolders(stamped));
    if (proposal.kind === "decided") this.#pending = { proposal, escrow: this.#options.escrow() };
    return proposal;
  }

  /** Its events are durable, and in the book. */
  adopt(proposal: DecidedProposal): void {
    this.#end(proposal);
    this.#state = proposal.next;
  }

  /** Its events were never written. */
  drop(proposal: DecidedProposal): void {
    this.#end(proposal);
  }

  /** Rights that this site has yet to issue for the quarter: for an issuer that could not when the quarter opened. */
  duesToIssue(at: number): readonly BodyOf<"budget.issued">[] {
    return this.#issues(this.#state, at);
  }

  #end(proposal: DecidedProposal): void {
    const pending = this.#pending;
    if (pending?.proposal !== proposal) throw new Error("expected the proposal that is open, got another");
    this.#pending = null;
    pending.escrow.close(proposal.reservation);
  }

  #decided(stamped: StampedCommand): Proposal {
    const view = this.#viewOf(this.#state, stamped.at);
    const seen = decide(view, stamped);
    if (seen.kind === "repeated") return { kind: "repeated", firstEntry: seen.receipt.firstEntry };
    if (seen.kind === "refused") return this.#refused(stamped, seen.refusal);
    return this.#taken(seen.entries, stamped.at) ?? this.#withoutDebits(stamped, seen.entries);
  }

  /** What the kernel refuses only because rights are elsewhere says so. */
  #refused(stamped: StampedCommand, refusal: Refusal): Proposal {
    const truth = decide(this.#state, stamped);
    const short = truth.kind === "decided" ? this.#short(truth.entries, stamped.at) : null;
    return short ?? { kind: "refused", refusal };
  }

  /**
   * A quarter that opens within the decision shows the kernel all of its allocation. Where rights do not cover what it then
   * debits, it decides again with the quarter open and no more available than they do.
   */
  #withoutDebits(stamped: StampedCommand, entries: readonly Entry[]): Proposal {
    const openings = entries.filter(({ kind }) => kind === "allocation.opened");
    if (openings.length === 0) return this.#withheld(entries, stamped.at);
    const opened = { ...openings.reduce(apply, this.#state), receipts: this.#state.receipts };
    const again = decide(this.#viewOf(opened, stamped.at), stamped);
    if (again.kind !== "decided") return this.#withheld(entries, stamped.at);
    return this.#taken([...openings, ...again.entries], stamped.at) ?? this.#withheld(entries, stamped.at);
  }

  /** The proposal, or null when rights do not cover it. */
  #taken(entries: readonly Entry[], at: number): DecidedProposal | null {
    if (entries.some((entry) => this.#overdrawsAbroad(entry))) return null;
    const next = entries.reduce(apply, this.#state);
    const issues = this.#issues(next, at);
    const movements = this.#movements(entries, next, at);
    const reserved = this.#options.escrow().reserve(movements.flatMap((movement) => beyond(movement, issues)));
    if (!reserved.ok) return null;
    const bodies = [...issues, ...this.#entryBodies(entries, movements)];
    return { kind: "decided", entries, next, bodies, reservation: reserved.value };
  }

  /** What comes back is what this chain spent: a run of an earlier incarnation brings nothing back. */
  #movements(entries: readonly Entry[], next: KernelState, at: number): readonly Movement[] {
    const surplus = this.#surplus(entries, next, at);
    const moved = [...movementsOf(entries), ...surplus];
    return [...new Set(moved.map(({ account }) => account))]
      .map((account) => {
        const of = moved.filter((movement) => movement.account === account);
        const net = of.reduce((sum, { spent, returned }) => sum + spent - returned, 0);
        const returnable = this.#options.escrow().returnable(account);
        return { account, spent: Math.max(0, net), returned: Math.min(returnable, Math.max(0, -net)) };
      })
      .filter(({ spent, returned }) => spent + returned > 0);
  }

  /**
   * Rights beyond what is granted, left by a crash between an issue and an opening that then came out smaller, or by two
   * homes: used up with the opening, so that they bind nothing.
   */
  #surplus(entries: readonly Entry[], { wallets }: KernelState, at: number): readonly Movement[] {
    const { issuer } = this.#options;
    if (issuer === null) return [];
    return entries.flatMap((entry) => {
      if (entry.kind !== "allocation.opened" || entry.quarter !== quarterOf(at) || !this.#isHome(entry.lab)) return [];
      const account = rightsAccount(entry.lab, entry.quarter);
      const granted = wallets.get(walletKey(entry.lab, entry.quarter))?.granted ?? 0;
      const spent = Math.max(0, issuer.issuedIn(account) - granted);
      return spent === 0 ? [] : [{ account, spent, returned: 0 }];
    });
  }

  /** What the labs at home here were granted this quarter and nobody has issued yet. */
  #issues({ labs, wallets }: KernelState, at: number): readonly BodyOf<"budget.issued">[] {
    const { issuer } = this.#options;
    if (issuer === null || !issuer.mayIssue()) return [];
    const quarter = quarterOf(at);
    return labs.sorted().flatMap(([lab]) => {
      const account = rightsAccount(lab, quarter);
      const granted = this.#isHome(lab) ? (wallets.get(walletKey(lab, quarter))?.granted ?? 0) : 0;
      const quantity = granted - issuer.issuedIn(account);
      return quantity > 0 ? [{ kind: "budget.issued" as const, account, quantity }] : [];
    });
  }

  #viewOf(state: KernelState, at: number): KernelState {
    if (!Number.isSafeInteger(at)) return state;
    const issues = this.#issues(state, at);
    const escrow = this.#options.escrow();
    return underRights(state, at, (account) => escrow.free(account) + issuedNow(issues, account));
  }

  /** What rights of whom a decision lacks; null when it lacks none. */
  #short(entries: readonly Entry[], at: number): Proposal | null {
    const abroad = entries.find((entry) => this.#overdrawsAbroad(entry));
    if (abroad !== undefined) return { kind: "withheld", refusal: notHome(abroad.kind) };
    const next = entries.reduce(apply, this.#state);
    const issues = this.#issues(next, at);
    for (const movement of this.#movements(entries, next, at)) {
      const [need] = beyond(movement, issues);
      const refusal = need === undefined || need.spent === 0 ? null : this.#refusalOf(need);
      if (refusal !== null) return { kind: "withheld", refusal: rightsMissing(refusal) };
    }
    return null;
  }

  #refusalOf({ account, spent }: Movement): RightsRefusal | null {
    return this.#options.escrow().refusalOf(account, spent);
  }

  #withheld(entries: readonly Entry[], at: number): Proposal {
    const short = this.#short(entries, at);
    if (short === null) throw new Error("a decision was withheld although rights cover it");
    return short;
  }

  /** Long decisions go into several events of one batch; what they bind stands in the first. */
  #entryBodies(entries: readonly Entry[], movements: readonly Movement[]): readonly BodyOf<"kernel.entries">[] {
    const { site } = this.#options;
    const texts = entries.map((entry) => utf8(canonicalJson(entry as unknown as CanonicalValue)));
    let first = this.#state.entryCount;
    return batches(texts).map((batch, place) => {
      const body = { kind: "kernel.entries" as const, site, first, entries: batch };
      first += batch.length;
      return { ...body, movements: place === 0 ? movements : [] };
    });
  }

  /** What stands in the way before the kernel is asked. */
  #stopFor({ body, at }: StampedCommand): SiteRefusal | null {
    const { site, writer, log } = this.#options;
    const known = log();
    if (known !== undefined && known.writer !== writer) {
      return siteRefusal(
        "SITE_HAS_ANOTHER_WRITER",
        `"${site}" written by ${writer}`,
        `${known.writer}`,
        "use another site name",
      );
    }
    if (known !== undefined && known.entries.length > this.#state.entryCount) {
      const received = `${known.entries.length} entries in the mesh, ${this.#state.entryCount} here`;
      return siteRefusal(
        "SITE_BEHIND",
        "a kernel that has folded its own log",
        received,
        "fold the site's log from the mesh",
      );
    }
    const command = commandShape.parse(body);
    return command.ok ? this.#stopForCommand(command.value, at) : null;
  }

  #stopForCommand(command: Command, at: number): SiteRefusal | null {
    if (command.type === "run.start") return this.#stopForStart(command);
    if (command.type === "lease.request" || command.type === "quantum.buy")
      return this.#stopForSubject(command.run, at);
    if (command.type === "token.request") return this.#stopForSubject(command.deployment, at);
    if (command.type === "evaluation_lease.request") return this.#stopOver(probedBy(this.#state, command.set), at);
    return command.type === "affidavit.file" && !this.#isHome(command.lab) ? notHome("affidavit.file") : null;
  }

  #stopForStart({ lab, lineage, basis, datasets }: Extract<Command, { type: "run.start" }>): SiteRefusal | null {
    const digests = basis.kind === "weights" ? lineOf(this.#state, basis.digest) : [];
    const labs = linkedTo(this.#state, lab);
    const hold = this.#options.holds.over({ labs, lineages: [lineage], digests, datasets });
    return hold === null ? null : heldElsewhere(`${hold.reason} at "${hold.site}"`);
  }

  #stopForSubject(subject: string, at: number): SiteRefusal | null {
    return this.#stopOver(subjectOf(this.#state, subject), at);
  }

  /** Only what other sites and the lost contact take: of the kernel's own reasons, and of what it does not know, the kernel speaks. */
  #stopOver(subject: GovernedSubject | null, at: number): SiteRefusal | null {
    const { holds, contact } = this.#options;
    const beyond = subject === null ? null : powerBeyond(subject, holds, contact, at);
    if (beyond === null) return null;
    const { heldBy, reasons } = beyond;
    return heldBy === null ? OFFLINE : heldElsewhere(`${reasons.join(", ")} at "${heldBy}"`);
  }

  /** A lease of what other sites hold, or of what contact does not carry, is not renewed, whoever hands it in. */
  #withLivingHolders(stamped: StampedCommand): StampedCommand {
    const command = commandShape.parse(stamped.body);
    if (!command.ok || command.value.type !== "tick") return stamped;
    const holders = command.value.holders.filter((holder) => this.#isRenewable(holder, stamped.at));
    return { ...stamped, body: { ...command.value, holders } };
  }

  #isRenewable(holder: string, at: number): boolean {
    const lease = this.#state.leases.get(holder);
    if (lease === undefined) return true;
    const { purpose, run, set } = lease;
    const subject = purpose === "evaluation" ? probedBy(this.#state, set ?? "") : subjectOf(this.#state, run ?? "");
    return subject !== null && this.#stopOver(subject, at) === null;
  }

  #isHome(lab: string): boolean {
    return this.#options.homeOf(lab) === this.#options.site;
  }

  /** Two sites that overdraw for one lab would both rest on the same next allocation. */
  #overdrawsAbroad(entry: Entry): boolean {
    return transfersOf(entry).some(({ from, lab }) => from === "overdraft" && !this.#isHome(lab));
  }
}

/** Bytes of entries in one event, well below what an event may have. */
const ENTRY_BYTES_MAX = 256 * 1024;

function batches(texts: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const filled: Uint8Array[][] = [];
  let room = 0;
  for (const text of texts) {
    if (filled.length === 0 || text.length > room) {
      filled.push([]);
      room = ENTRY_BYTES_MAX;
    }
    (filled.at(-1) as Uint8Array[]).push(text);
    room -= text.length;
  }
  return filled;
}

const issuedNow = (issues: readonly BodyOf<"budget.issued">[], account: string): number =>
  issues.find((issue) => issue.account === account)?.quantity ?? 0;

/** What a movement needs beyond the rights that are issued with it. */
function beyond(movement: Movement, issues: readonly BodyOf<"budget.issued">[]): readonly Movement[] {
  const spent = Math.max(0, movement.spent - issuedNow(issues, movement.account));
  return spent + movement.returned > 0 ? [{ ...movement, spent }] : [];
}

const notHome = (what: string): SiteRefusal =>
  siteRefusal(
    "NOT_HOME_SITE",
    "the lab's home site for an overdraft",
    what,
    "file the affidavit at the lab's home site",
  );

const heldElsewhere = (received: string): SiteRefusal =>
  siteRefusal("HELD_ELSEWHERE", "what no other site holds", received, "have the hold lifted at that site");

const OFFLINE: SiteRefusal = siteRefusal(
  "SITE_OFFLINE",
  "recent contact to a majority of the other sites",
  "none for longer than the tier may go without",
  "restore the connection",
);
