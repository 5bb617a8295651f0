import type { Entry, Policy } from "@plimsoll/kernel";
import {
  naiveBaseMicroCu,
  naiveCompliancePpm,
  newNotes,
  quarterIndex,
  quarterIndexOf,
  quarterName,
  type QuarterNotes,
  quarterStart,
} from "./naive-allocation.ts";

const CU = 1_000_000;
const PRICE: Readonly<Record<number, number>> = { 1: CU, 2: 5 * CU, 3: 20 * CU };

type Accounts = "granted" | "overdraft" | "available" | "reserved" | "posted" | "spent";
export type Balances = Record<Accounts, number>;

interface NaiveLab {
  readonly headcount: number;
  readonly units: number;
  readonly since: number;
  group: Set<string>;
}

interface NaiveRun {
  readonly lab: string;
  readonly lineage: string;
  tier: number;
  readonly rate: bigint;
  exempt: boolean;
  held: { readonly quarter: number; readonly amount: number; readonly overdrawn: number }[];
  stage: "reserved" | "posted" | "over";
  lease: string | null;
  level: number;
  /** Time under power that no checkpoint has accounted for. */
  sinceCheckpointMs: number;
  runningSince: number | null;
  head: string | null;
}

interface NaivePool {
  /** What is left of each quantum; null without limit. */
  readonly bought: { readonly quarter: number; left: bigint | null }[];
  /** Used beyond all that was worth something then: the next one that is bought pays for it. */
  owed: bigint;
}

/**
 * The books of a site, kept a second time, from what happened and not from the transfers that the entries list: wallets,
 * debts, compliance, quanta, leases and kill epochs as docs/concepts/kernel.md say. Slow, mutable and simple.
 */
export class NaiveLedger {
  policy: Policy | null = null;
  readonly wallets = new Map<string, Balances>();
  readonly pools = new Map<string, NaivePool>();
  readonly leases = new Map<string, string | null>();
  readonly killEpochs = new Map<string, number>();
  /** What an entry says that the books do not. */
  readonly objections: string[] = [];
  /** The policy before the newest change: the tick that puts a wider one in force still decides by it. */
  #changing: { readonly command: string; readonly policy: Policy | null } | null = null;
  readonly #labs = new Map<string, NaiveLab>();
  readonly #notes = new Map<string, QuarterNotes>();
  readonly #runs = new Map<string, NaiveRun>();
  readonly #flopOf = new Map<string, string | null>();
  readonly #ownerOf = new Map<string, string>();
  readonly #paidFor = new Map<string, { quarter: number; paid: number; lab: string }>();
  readonly #affidavits = new Map<string, { lab: string; subject: string; quarter: number; used: boolean }>();

  hear(entry: Entry): void {
    switch (entry.kind) {
      case "site.opened":
        this.policy = entry.policy;
        return;
      case "policy.changed":
        this.#changing = { command: entry.command, policy: this.policy };
        this.policy = entry.policy;
        return;
      case "lab.accredited":
        this.#labs.set(entry.lab, {
          headcount: entry.headcount,
          units: entry.baselineComputeUnits,
          since: quarterIndex(entry.at),
          group: new Set([entry.lab]),
        });
        return;
      case "labs.linked":
        this.#link(entry.labs);
        return;
      case "allocation.opened":
        this.#open(entry.lab, quarterIndexOf(entry.quarter), entry);
        return;
      case "allocation.lapsed": {
        // What comes back in the same tick lapses with the next: how much may differ, but never which way.
        const wallet = this.#wallet(entry.lab, quarterIndexOf(entry.quarter));
        const lapsed = entry.transfers.reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
        if (lapsed > wallet.available || quarterIndexOf(entry.quarter) >= quarterIndex(entry.at))
          this.objections.push("a lapse of what is not left over");
        wallet.granted -= lapsed;
        wallet.available -= lapsed;
        return;
      }
      case "affidavit.filed":
        this.#affidavits.set(entry.affidavit, {
          lab: entry.lab,
          subject: entry.subject,
          quarter: quarterIndex(entry.at),
          used: false,
        });
        return;
      case "run.started":
        this.#start(entry);
        return;
      case "run.retiered": {
        const run = this.#run(entry.run);
        const difference = (PRICE[entry.tier] ?? 0) - (PRICE[run.tier] ?? 0);
        const overdrawn = this.#pay(
          run.lab,
          entry,
          difference,
          run.stage === "posted" ? "posted" : "reserved",
          entry.run,
          entry.tier,
        );
        run.held.push({ quarter: quarterIndex(entry.at), amount: difference, overdrawn });
        run.exempt ||= entry.affidavit !== null;
        run.tier = entry.tier;
        return;
      }
      case "quantum.bought": {
        const run = this.#run(entry.run);
        const price = PRICE[run.tier] ?? 0;
        const overdrawn = this.#pay(run.lab, entry, price, "posted", entry.run, run.tier);
        run.held.push({ quarter: quarterIndex(entry.at), amount: price, overdrawn });
        run.exempt ||= entry.affidavit !== null;
        this.#buy(run, entry.at);
        return;
      }
      case "run.ended":
        this.#end(entry.run, entry.at);
        return;
      case "checkpoint.registered":
        this.#checkpoint(entry);
        return;
      case "lease.granted":
        this.#lease(entry);
        return;
      case "lease.ended":
        this.#unlease(entry.lease, entry.at);
        return;
      case "throttle.set": {
        const run = this.#run(entry.run);
        this.#stopClock(run, entry.at);
        run.level = entry.power.levelPpm;
        this.#startClock(run, entry.at);
        return;
      }
      case "kill.ordered":
        this.killEpochs.set(entry.lineage, (this.killEpochs.get(entry.lineage) ?? 0) + 1);
        if (entry.killEpoch !== this.killEpochs.get(entry.lineage))
          this.objections.push("a kill epoch that is not the next");
        for (const lease of entry.leases) this.#unlease(lease, entry.at);
        this.#note(this.#ownerOf.get(entry.lineage) ?? "", quarterIndex(entry.at)).shutdowns += 1;
        return;
      case "forensic.ordered":
        for (const lease of entry.leases) this.#unlease(lease, entry.at);
        this.#note(entry.labs[0] ?? "", quarterIndex(entry.at)).shutdowns += 1;
        return;
      case "deployment.registered":
        this.#pay(entry.lab, entry, entry.priceMicroCu, "spent", entry.deployment, entry.tier);
        this.#paidFor.set(entry.deployment, {
          quarter: quarterIndex(entry.at),
          paid: entry.priceMicroCu,
          lab: entry.lab,
        });
        return;
      case "deployment.paid": {
        const before = this.#paidFor.get(entry.deployment);
        if (before === undefined) return;
        const isNew = before.quarter !== quarterIndex(entry.at);
        const due = isNew ? entry.priceMicroCu : entry.priceMicroCu - before.paid;
        this.#pay(before.lab, entry, due, "spent", entry.deployment, entry.tier);
        before.quarter = quarterIndex(entry.at);
        before.paid = entry.priceMicroCu;
        return;
      }
      default:
    }
  }

  /** What the books say a quarter opens with, beside what the entry says. */
  #open(lab: string, quarter: number, said: Extract<Entry, { readonly kind: "allocation.opened" }>): void {
    const group = [...this.#lab(lab).group];
    const before = this.#changing?.command === said.command ? this.#changing.policy : this.policy;
    const policy = this.#base(before, lab, group, quarter) === said.baseMicroCu ? before : this.policy;
    const base = this.#base(policy, lab, group, quarter);
    const compliance = this.compliancePpm(lab, quarter);
    const debt = this.debtMicroCu(lab, quarter);
    const allotted = Math.floor((base * (compliance / 10_000)) / 100);
    const taken = Math.min(allotted, debt);
    const expected = { base, compliance, debt, carried: debt - taken };
    const told = {
      base: said.baseMicroCu,
      compliance: said.compliancePpm,
      debt: said.wedgeMicroCu,
      carried: said.carriedMicroCu,
    };
    if (JSON.stringify(expected) !== JSON.stringify(told))
      this.objections.push(`an allocation of ${JSON.stringify(told)}, not ${JSON.stringify(expected)}`);
    const notes = this.#note(lab, quarter);
    notes.baseMicroCu = base;
    notes.wedgePaidMicroCu = taken;
    const wallet = this.#wallet(lab, quarter);
    wallet.granted += allotted - taken;
    wallet.available += allotted - taken;
  }

  #base(policy: Policy | null, lab: string, group: readonly string[], quarter: number): number {
    const base = policy === null ? 0 : naiveBaseMicroCu(policy, this.#lab(lab), quarterStart(quarter));
    const sum = (index: number) => group.reduce((total, name) => total + this.#note(name, index).baseMicroCu, 0);
    const opened = group.some((name) => this.wallets.has(`${name}/${quarterName(quarter - 4)}`));
    if (!opened) return base;
    return Math.max(0, Math.min(base, Math.floor((sum(quarter - 4) * 98) / 100) - sum(quarter)));
  }

  compliancePpm(lab: string, quarter: number): number {
    const group = [...this.#lab(lab).group];
    const first = Math.min(...group.map((name) => this.#lab(name).since));
    const quarters: QuarterNotes[][] = [];
    for (let index = first; index < quarter; index += 1) quarters.push(group.map((name) => this.#note(name, index)));
    return naiveCompliancePpm(quarters);
  }

  /** Twice every overdraft of earlier quarters, less what allocations were cut by since. */
  debtMicroCu(lab: string, quarter: number): number {
    const { group } = this.#lab(lab);
    let debt = 0;
    for (const [key, notes] of this.#notes) {
      const [name = "", index = ""] = key.split("|");
      if (!group.has(name) || Number(index) > quarter) continue;
      if (Number(index) < quarter) debt += 2 * notes.overdraftMicroCu;
      debt -= notes.wedgePaidMicroCu;
    }
    return Math.max(0, debt);
  }

  /** Is anything left to the lab or anything overdrawn by one that is linked to it (ACB-K §3.2)? */
  isBankrupt(lab: string, atMs: number): boolean {
    const quarter = quarterIndex(atMs);
    const group = [...this.#lab(lab).group];
    if (group.some((name) => (this.wallets.get(`${name}/${quarterName(quarter)}`)?.overdraft ?? 0) > 0)) return true;
    const wallet = this.wallets.get(`${lab}/${quarterName(quarter)}`);
    if (wallet === undefined) return false;
    if (wallet.available > 0 || wallet.reserved > 0) return false;
    if ((this.wallets.get(`${lab}/${quarterName(quarter - 1)}`)?.reserved ?? 0) > 0) return false;
    return ![...this.#runs.values()].some(
      (run) => run.lab === lab && run.stage === "posted" && this.#isLeft(run, atMs),
    );
  }

  #isLeft({ lab, lineage }: NaiveRun, atMs: number): boolean {
    const left = this.flopLeft(lab, lineage, atMs);
    return left === null || left > 0n;
  }

  /** FLOP left of what was bought: quanta hold for their quarter and the next, and the oldest are used first. */
  flopLeft(lab: string, lineage: string, atMs: number): bigint | null {
    const pool = this.pools.get(`${lab}//${lineage}`) ?? { bought: [], owed: 0n };
    const valid = pool.bought.filter(({ quarter }) => quarter + 1 >= quarterIndex(atMs));
    if (valid.some(({ left }) => left === null)) return null;
    let left = valid.reduce((sum, quantum) => sum + (quantum.left ?? 0n), 0n) - pool.owed;
    for (const run of this.#runs.values())
      if (run.lab === lab && run.lineage === lineage) left -= this.#unmeasured(run, atMs);
    return left;
  }

  /** Use is paid when it is reported, by the oldest quantum that is still worth something. */
  #use({ lab, lineage }: NaiveRun, flop: bigint, at: number): void {
    const pool = this.#pool(lab, lineage);
    pool.owed += flop;
    for (const quantum of pool.bought) {
      if (quantum.left === null || quantum.quarter + 1 < quarterIndex(at)) continue;
      const paid = quantum.left < pool.owed ? quantum.left : pool.owed;
      quantum.left -= paid;
      pool.owed -= paid;
    }
  }

  /** The affidavit that would carry a debit of the subject now. */
  openAffidavit(lab: string, subject: string, atMs: number): string | null {
    for (const [name, filed] of this.#affidavits) {
      if (filed.lab === lab && filed.subject === subject && filed.quarter === quarterIndex(atMs) && !filed.used)
        return name;
    }
    return null;
  }

  availableMicroCu(lab: string, atMs: number): number | null {
    return this.wallets.get(`${lab}/${quarterName(quarterIndex(atMs))}`)?.available ?? null;
  }

  #start(entry: Extract<Entry, { readonly kind: "run.started" }>): void {
    const price = PRICE[entry.tier] ?? 0;
    const overdrawn = this.#pay(entry.lab, entry, price, "reserved", entry.run, entry.tier);
    if (!this.#ownerOf.has(entry.lineage)) this.#ownerOf.set(entry.lineage, entry.lab);
    this.#runs.set(entry.run, {
      lab: entry.lab,
      lineage: entry.lineage,
      tier: entry.tier,
      rate: BigInt(entry.flopPerSecondMax),
      exempt: entry.affidavit !== null,
      held: [{ quarter: quarterIndex(entry.at), amount: price, overdrawn }],
      stage: "reserved",
      lease: null,
      level: 0,
      sinceCheckpointMs: 0,
      runningSince: null,
      head: entry.weights?.digest ?? null,
    });
    if (entry.weights !== null && !this.#flopOf.has(entry.weights.digest))
      this.#flopOf.set(entry.weights.digest, entry.weights.trainedFlop);
  }

  #pay(
    lab: string,
    entry: Entry,
    amount: number,
    to: "reserved" | "posted" | "spent",
    subject: string,
    tier: number,
  ): number {
    const { at } = entry;
    const wallet = this.#wallet(lab, quarterIndex(at));
    const affidavit = this.openAffidavit(lab, subject, at);
    if (tier > 1 && affidavit === null && this.isBankrupt(lab, at))
      this.objections.push("a Tier 2 or 3 debit of a bankrupt lab");
    const short = Math.max(0, amount - wallet.available);
    if (short > 0 && affidavit === null) this.objections.push("a debit beyond what is available");
    if (short > 0 && wallet.overdraft + short > wallet.granted)
      this.objections.push("an overdraft beyond the quarter's allocation");
    const used = affidavit === null ? undefined : this.#affidavits.get(affidavit);
    if (used !== undefined) used.used = true;
    wallet.overdraft += short;
    wallet.available += short - amount;
    wallet[to] += amount;
    this.#noteExhaustion(lab, quarterIndex(at), at);
    return short;
  }

  #end(name: string, at: number): void {
    const run = this.#run(name);
    if (run.lease !== null) this.leases.delete(run.lease);
    this.#stopClock(run, at);
    run.lease = null;
    for (const { quarter, amount, overdrawn } of run.held) {
      const wallet = this.#wallet(run.lab, quarter);
      if (run.stage === "posted") {
        wallet.posted -= amount;
        wallet.spent += amount;
      } else {
        wallet.reserved -= amount;
        wallet.overdraft -= overdrawn;
        wallet.available += amount - overdrawn;
      }
      this.#noteExhaustion(run.lab, quarter, at);
    }
    run.held = [];
    run.stage = "over";
    // A run that ended without a last checkpoint has computed what it has computed.
    this.#use(run, this.#unmeasured(run, at), at);
    run.sinceCheckpointMs = 0;
  }

  #lease(entry: Extract<Entry, { readonly kind: "lease.granted" }>): void {
    this.leases.set(entry.lease, entry.purpose === "training" ? entry.run : null);
    if (entry.purpose !== "training" || entry.run === null) return;
    const run = this.#run(entry.run);
    if (run.stage === "reserved") {
      for (const { quarter, amount } of run.held) {
        const wallet = this.#wallet(run.lab, quarter);
        wallet.reserved -= amount;
        wallet.posted += amount;
      }
      run.stage = "posted";
      this.#buy(run, entry.at);
    }
    run.lease = entry.lease;
    this.#startClock(run, entry.at);
  }

  #unlease(lease: string, at: number): void {
    const name = this.leases.get(lease);
    if (!this.leases.delete(lease)) this.objections.push(`the end of "${lease}", which nobody holds`);
    if (name === undefined || name === null) return;
    const run = this.#run(name);
    this.#stopClock(run, at);
    run.lease = null;
  }

  #buy(run: NaiveRun, at: number): void {
    const { lab, lineage } = run;
    const flop = this.policy?.runQuantumFlop ?? null;
    const pool = this.#pool(lab, lineage);
    pool.bought.push({ quarter: quarterIndex(at), left: flop === null ? null : BigInt(flop) });
    this.#use(run, 0n, at);
  }

  /** What training took is measured, or else the most that the allotment can have computed. */
  #checkpoint({
    run: name,
    digest,
    trainedFlop,
    at,
  }: Extract<Entry, { readonly kind: "checkpoint.registered" }>): void {
    const run = this.#run(name);
    const before = run.head === null ? "0" : (this.#flopOf.get(run.head) ?? null);
    const measured = trainedFlop === null || before === null ? null : BigInt(trainedFlop) - BigInt(before);
    const used = measured ?? this.#unmeasured(run, at);
    this.#use(run, used, at);
    run.sinceCheckpointMs = 0;
    if (run.runningSince !== null) run.runningSince = at;
    run.head = digest;
    this.#flopOf.set(digest, trainedFlop);
  }

  #unmeasured({ sinceCheckpointMs, runningSince, rate }: NaiveRun, atMs: number): bigint {
    const ms = sinceCheckpointMs + (runningSince === null ? 0 : Math.max(0, atMs - runningSince));
    return (rate * BigInt(ms) + 999n) / 1000n;
  }

  #stopClock(run: NaiveRun, at: number): void {
    if (run.runningSince !== null) run.sinceCheckpointMs += at - run.runningSince;
    run.runningSince = null;
  }

  #startClock(run: NaiveRun, at: number): void {
    run.runningSince = run.level > 0 && run.lease !== null ? at : null;
  }

  /** A quarter that is over has lapsed: what is settled in it later says nothing about bankruptcy. */
  #noteExhaustion(lab: string, quarter: number, at: number): void {
    const { granted, overdraft, available, reserved, posted } = this.#wallet(lab, quarter);
    const notes = this.#note(lab, quarter);
    notes.overdraftMicroCu = overdraft;
    if (quarter !== quarterIndex(at)) return;
    if (overdraft > 0 || (granted > 0 && available + reserved + posted === 0)) notes.bankrupt = true;
  }

  #link(labs: readonly string[]): void {
    const group = new Set(labs.flatMap((name) => [...this.#lab(name).group]));
    for (const name of group) this.#lab(name).group = group;
  }

  #lab(name: string): NaiveLab {
    const lab = this.#labs.get(name);
    if (lab === undefined) throw new Error(`the books have no lab "${name}"`);
    return lab;
  }

  #run(name: string): NaiveRun {
    const run = this.#runs.get(name);
    if (run === undefined) throw new Error(`the books have no run "${name}"`);
    return run;
  }

  #wallet(lab: string, quarter: number): Balances {
    const key = `${lab}/${quarterName(quarter)}`;
    const wallet = this.wallets.get(key) ?? {
      granted: 0,
      overdraft: 0,
      available: 0,
      reserved: 0,
      posted: 0,
      spent: 0,
    };
    this.wallets.set(key, wallet);
    return wallet;
  }

  #pool(lab: string, lineage: string): NaivePool {
    const key = `${lab}//${lineage}`;
    const pool = this.pools.get(key) ?? { bought: [], owed: 0n };
    this.pools.set(key, pool);
    return pool;
  }

  #note(lab: string, quarter: number): QuarterNotes {
    const key = `${lab}|${quarter}`;
    const notes = this.#notes.get(key) ?? newNotes();
    this.#notes.set(key, notes);
    return notes;
  }
}
