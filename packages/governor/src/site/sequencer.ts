import { canonicalJson, type CanonicalValue, type Clock } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import { decide, type Entry, type KernelState, type StampedCommand } from "@plimsoll/kernel";
import { causeOf, type Ledger, type LedgerReader, type SignedCommand, verifyCommand } from "@plimsoll/ledger";
import { originOf } from "./log-origin.ts";
import type { SiteWriter } from "./site-writer.ts";
import { keepState, stateOf } from "./state-of-ledger.ts";
import type { EarlyCode, Submission } from "./submission.ts";

/** How far a signer's clock may be from the site's, either way. */
const CLAIM_SKEW_MS = 5_000;

/**
 * The one writer of a site (L5): verifies, stamps, decides, makes durable, and only then answers.
 *
 * All decisions pass here one after the other. The state is the fold of the ledger and nothing else: whoever opens the
 * same ledger has the same state.
 */
export class Sequencer implements SiteWriter {
  #state: KernelState;
  /** How many entries the newest snapshot holds. */
  readonly #entriesKept: number;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #keyOf: (keyId: string) => PublicKey | undefined;
  readonly #observers: ((entry: Entry) => void)[] = [];

  constructor({
    ledger,
    clock,
    keyOf,
  }: {
    ledger: Ledger;
    clock: Clock;
    keyOf: (keyId: string) => PublicKey | undefined;
  }) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#keyOf = keyOf;
    ({ state: this.#state, entriesKept: this.#entriesKept } = stateOf(ledger));
  }

  get state(): KernelState {
    return this.#state;
  }

  get log(): LedgerReader {
    return this.#ledger;
  }

  now(): number {
    return Math.max(this.#clock.wallMs(), this.#state.clockMs);
  }

  observe(observer: (entry: Entry) => void): void {
    this.#observers.push(observer);
  }

  /** Keeps the state beside the ledger, where it would take long to make it again. */
  close(): void {
    try {
      keepState(this.#ledger, this.#state, this.#entriesKept);
    } finally {
      this.#ledger.close();
    }
  }

  submit(envelope: SignedCommand): Submission {
    const verified = verifyCommand(envelope, this.#keyOf);
    if (verified === null)
      return refused(
        "SIGNATURE_INVALID",
        "an envelope whose signatures all hold",
        "one that does not",
        "sign the command with keys that this site knows",
      );
    const at = this.now();
    const { claim, digest, signers } = verified;
    const origin = originOf(this.#ledger);
    if (claim.log !== origin) {
      return refused(
        "OTHER_LOG",
        `a command for this log, "${origin}"`,
        `one for ${JSON.stringify(claim.log)}`,
        "sign the command anew, for this log",
      );
    }
    if (Math.abs(claim.claimedAt - this.#clock.wallMs()) > CLAIM_SKEW_MS) {
      return refused(
        "CLOCK_SKEW",
        `a claimed time within ${CLAIM_SKEW_MS} ms of the site's`,
        `${claim.claimedAt - this.#clock.wallMs()} ms off`,
        "set the signer's clock",
      );
    }
    return this.#decide(
      { id: claim.id, digest, at, signers: signers.map((keyId) => ({ keyId })), body: claim.body },
      envelope,
    );
  }

  #decide(stamped: StampedCommand, envelope: SignedCommand): Submission {
    const decision = decide(this.#state, stamped);
    if (decision.kind === "refused") return decision;
    if (decision.kind === "repeated") return { kind: "repeated", firstEntry: decision.receipt.firstEntry };
    const entries = decision.entries.map((entry) => canonicalJson(entry as unknown as CanonicalValue));
    this.#ledger.append(entries, causeOf(envelope, this.#keyOf));
    this.#state = decision.next;
    for (const entry of decision.entries) this.#observers.forEach((observer) => observer(entry));
    return { kind: "decided", entries: decision.entries };
  }
}

const refused = (code: EarlyCode, expected: string, received: string, fix: string): Submission => ({
  kind: "refused",
  refusal: { code, expected, received, fix },
});
