import { canonicalJson, type CanonicalValue, type Clock } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import { decide, type Entry, type KernelState } from "@plimsoll/kernel";
import {
  carriedKey,
  causeOf,
  type CommandClaim,
  type Decision,
  type Ledger,
  type LedgerReader,
  misnamedKey,
  type SignedCommand,
  verifyCommand,
} from "@plimsoll/ledger";
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
  readonly #carriedKeys = new Map<string, PublicKey>();
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
    return this.submitAll([envelope])[0] as Submission;
  }

  /**
   * Decides several commands one after the other and makes them durable by one sync (group commit). Nobody is answered
   * before it; when it fails nothing was decided, and it throws what the ledger throws.
   */
  submitAll(envelopes: readonly SignedCommand[]): readonly Submission[] {
    const decided: Decision[] = [];
    let state = this.#state;
    const submissions = envelopes.map((envelope) => {
      const judged = this.#judge(state, envelope);
      if (judged.kind !== "decided") return judged;
      state = judged.next;
      decided.push({ entries: judged.entries.map(textOf), cause: causeOf(envelope, this.#keyIn(judged.next)) });
      return { kind: "decided", entries: judged.entries } as const;
    });
    if (decided.length > 0) this.#ledger.appendAll(decided);
    this.#state = state;
    for (const submission of submissions) if (submission.kind === "decided") this.#tell(submission.entries);
    return submissions;
  }

  #tell(entries: readonly Entry[]): void {
    for (const entry of entries) this.#observers.forEach((observer) => observer(entry));
  }

  /** What the kernel says to a command in a state, if the envelope lets it come that far. */
  #judge(state: KernelState, envelope: SignedCommand): Judged {
    const verified = verifyCommand(envelope, this.#keyIn(state));
    if (verified === null)
      return refused(
        "SIGNATURE_INVALID",
        "an envelope whose signatures all hold",
        "one that does not",
        "sign the command with keys that this site knows",
      );
    const { claim, digest, signers } = verified;
    const early = this.#refusedEarly(claim);
    if (early !== null) return early;
    const at = Math.max(this.#clock.wallMs(), state.clockMs);
    const stamped = { id: claim.id, digest, at, signers: signers.map((keyId) => ({ keyId })), body: claim.body };
    const decision = decide(state, stamped);
    if (decision.kind === "repeated") return { kind: "repeated", firstEntry: decision.receipt.firstEntry };
    return decision;
  }

  /** Keys that the ledger carries itself, and those of the site's machines. */
  #keyIn({ publicKeys }: KernelState): (keyId: string) => PublicKey | undefined {
    return (keyId) => this.#carried(keyId, publicKeys.get(keyId)) ?? this.#keyOf(keyId);
  }

  #carried(keyId: string, base64: string | undefined): PublicKey | undefined {
    const known = this.#carriedKeys.get(keyId) ?? carriedKey(keyId, base64);
    if (known !== undefined) this.#carriedKeys.set(keyId, known);
    return known;
  }

  /** Meant for another log, claimed at a time that is not now, or with a public key that is not the one it names. */
  #refusedEarly(claim: CommandClaim): Refused | null {
    const origin = originOf(this.#ledger);
    if (claim.log !== origin) {
      return refused(
        "OTHER_LOG",
        `a command for this log, "${origin}"`,
        `one for ${JSON.stringify(claim.log)}`,
        "sign the command anew, for this log",
      );
    }
    const skewMs = claim.claimedAt - this.#clock.wallMs();
    if (Math.abs(skewMs) > CLAIM_SKEW_MS) {
      return refused(
        "CLOCK_SKEW",
        `a claimed time within ${CLAIM_SKEW_MS} ms of the site's`,
        `${skewMs} ms off`,
        "set the signer's clock",
      );
    }
    const misnamed = misnamedKey(claim.body);
    return misnamed === null ? null : keyMismatch(misnamed);
  }
}

type Refused = Extract<Submission, { readonly kind: "refused" }>;

/** As a submission, with the state that a decision leads to. */
type Judged =
  | Exclude<Submission, { readonly kind: "decided" }>
  | { readonly kind: "decided"; readonly entries: readonly Entry[]; readonly next: KernelState };

const keyMismatch = (named: string): Refused =>
  refused(
    "KEY_ID_FALSE",
    `the public key whose id is ${named}`,
    "another one",
    "name the key by the first 16 hexadecimal digits of the SHA-256 of its 32 bytes",
  );

const textOf = (entry: Entry): string => canonicalJson(entry as unknown as CanonicalValue);

const refused = (code: EarlyCode, expected: string, received: string, fix: string): Refused => ({
  kind: "refused",
  refusal: { code, expected, received, fix },
});
