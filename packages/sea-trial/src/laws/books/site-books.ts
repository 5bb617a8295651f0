import type { Entry, Policy } from "@plimsoll/kernel";
import type { Law } from "../law.ts";
import { EvidenceBook } from "./evidence-book.ts";
import { KeyBook } from "./key-book.ts";
import { LeaseBook } from "./lease-book.ts";
import { PolicyBook } from "./policy-book.ts";
import { SubjectBook } from "./subject-book.ts";
import { WalletBook } from "./wallet-book.ts";

/** What an entry says that the books do not. */
export interface BookObjection {
  readonly law: Law;
  readonly expected: string;
  readonly seen: string;
}

/**
 * The books of a site, kept a second time from its entries: wallets, keys, evidence, leases, subjects and policy. Slow, mutable
 * and simple; nothing in them decides as the kernel does, and nothing of the kernel is called.
 */
export class SiteBooks {
  readonly wallets = new WalletBook();
  readonly keys = new KeyBook();
  readonly evidence = new EvidenceBook();
  readonly leases = new LeaseBook();
  readonly subjects = new SubjectBook();
  readonly #policies = new PolicyBook();
  /** Time of the newest entry. */
  clockMs = 0;
  entryCount = 0;

  get policy(): Policy | null {
    return this.#policies.policy;
  }

  /** Takes the next entry; what it says against the books is given back, and noted all the same. */
  hear(entry: Entry): readonly BookObjection[] {
    const unsigned = this.keys.hear(entry);
    const unwise = this.#policies.hear(entry, this.keys);
    const coverFlop = BigInt(this.policy?.coverFlop ?? "0");
    const unproven = this.evidence.hear(entry, (digest) => this.subjects.matesOf(digest, coverFlop));
    const unleased = this.leases.hear(entry, (run) => this.subjects.runs.get(run)?.throttle?.levelPpm ?? 0);
    this.subjects.hear(entry);
    const unpaid = this.wallets.hear(entry);
    this.clockMs = entry.at;
    this.entryCount += 1;
    return [
      ...(unsigned === null ? [] : [{ law: "L9" as const, expected: `signatures for ${entry.kind}`, seen: unsigned }]),
      ...unwise.map((objection) => ({ law: "L9" as const, ...objection })),
      ...unproven,
      ...(unleased === null ? [] : [{ law: "L1" as const, ...unleased }]),
      ...unpaid,
    ];
  }
}
