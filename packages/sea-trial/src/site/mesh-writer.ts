import { canonicalJson, type CanonicalValue, PlimsollError } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import type { SiteWriter } from "@plimsoll/governor";
import { type Entry, type KernelState, type StampedCommand } from "@plimsoll/kernel";
import { carriedKey, causeOf, type Ledger, misnamedKey, type SignedCommand, verifyCommand } from "@plimsoll/ledger";
import type { EventBody, MeshSite } from "@plimsoll/mesh";
import type { DecidedProposal } from "@plimsoll/mesh/simulated";

/** How far a signer's clock may be from the site's, either way. */
const CLAIM_SKEW_MS = 5_000;

/** What a writer needs of its node, which may be down. */
export interface MeshHands {
  /** Null while the node says why it decides nothing. */
  readonly kernel: () => MeshSite;
  readonly stop: () => Refused["refusal"] | null;
  /** Writes events into the node's chain and makes them durable; throws where it cannot. */
  readonly write: (bodies: readonly EventBody[]) => void;
  /** Asks others for rights that a decision lacked. */
  readonly lacks: (refusal: NonNullable<LackOf>) => void;
  /** The site's entries as the node holds them. */
  readonly held: () => readonly Uint8Array[];
}

type Withheld = Extract<ReturnType<MeshSite["propose"]>, { readonly kind: "withheld" }>;
type LackOf = Withheld["refusal"]["rights"];
type Submission = ReturnType<SiteWriter["submit"]>;
type Refused = Extract<Submission, { readonly kind: "refused" }>;

export interface MeshWriterParts {
  readonly hands: MeshHands;
  readonly ledger: Ledger;
  readonly wallMs: () => number;
  readonly keyOf: (keyId: string) => PublicKey | undefined;
  readonly origin: string;
}

/**
 * The desk of a meshed site with its node in the same turn: it verifies and stamps a command, has the mesh's kernel decide, writes
 * the events, keeps the entries in the ledger, and answers. In the product (`SiteDesk`) the same steps wait for each other.
 */
export class MeshWriter implements SiteWriter {
  readonly #parts: MeshWriterParts;
  readonly #observers: ((entry: Entry) => void)[] = [];

  constructor(parts: MeshWriterParts) {
    this.#parts = parts;
  }

  get log(): Ledger {
    return this.#parts.ledger;
  }

  get state(): KernelState {
    return this.#parts.hands.kernel().state;
  }

  now(): number {
    return Math.max(this.#parts.wallMs(), this.state.clockMs);
  }

  observe(observer: (entry: Entry) => void): void {
    this.#observers.push(observer);
  }

  close(): void {
    this.#parts.ledger.close();
  }

  submit(envelope: SignedCommand): Submission {
    const command = this.#opened(envelope);
    if ("kind" in command) return command;
    const stop = this.#parts.hands.stop();
    return stop === null ? this.#decide(command, envelope) : { kind: "refused", refusal: stop };
  }

  readonly #keyOf = (keyId: string): PublicKey | undefined =>
    this.#parts.keyOf(keyId) ?? carriedKey(keyId, this.state.publicKeys.get(keyId));

  #opened(envelope: SignedCommand): Omit<StampedCommand, "at"> | Refused {
    const verified = verifyCommand(envelope, this.#keyOf);
    if (verified === null) return refused("SIGNATURE_INVALID", "signatures that hold", "one that does not");
    const { claim, digest, signers } = verified;
    if (claim.log !== this.#parts.origin) return refused("OTHER_LOG", this.#parts.origin, claim.log);
    const skewMs = Math.abs(claim.claimedAt - this.#parts.wallMs());
    if (skewMs > CLAIM_SKEW_MS) return refused("CLOCK_SKEW", `at most ${CLAIM_SKEW_MS} ms`, `${skewMs} ms`);
    if (misnamedKey(claim.body) !== null) return refused("KEY_ID_FALSE", "a key with its own id", "another one");
    return { id: claim.id, digest, signers: signers.map((keyId) => ({ keyId })), body: claim.body };
  }

  #decide(command: Omit<StampedCommand, "at">, envelope: SignedCommand): Submission {
    const { hands, wallMs } = this.#parts;
    this.catchUp();
    const kernel = hands.kernel();
    const proposal = kernel.propose({ ...command, at: wallMs() });
    if (proposal.kind === "repeated") return { kind: "repeated", firstEntry: proposal.firstEntry };
    if (proposal.kind === "refused") return { kind: "refused", refusal: proposal.refusal };
    if (proposal.kind === "withheld") {
      if (proposal.refusal.rights !== null) hands.lacks(proposal.refusal.rights);
      return { kind: "refused", refusal: proposal.refusal };
    }
    this.#take(kernel, proposal, envelope);
    return { kind: "decided", entries: proposal.entries };
  }

  #take(kernel: MeshSite, proposal: DecidedProposal, envelope: SignedCommand): void {
    try {
      if (proposal.bodies.length > 0) this.#parts.hands.write(proposal.bodies);
    } catch (cause) {
      kernel.drop(proposal);
      throw cause;
    }
    kernel.adopt(proposal);
    const { entries } = proposal;
    if (entries.length > 0)
      this.#parts.ledger.appendAll([{ entries: entries.map(textOf), cause: causeOf(envelope, this.#keyOf) }]);
    for (const entry of entries) this.#observers.forEach((observer) => observer(entry));
  }

  /** What was decided before a crash, and is not in the ledger yet. A ledger with more than the mesh holds decides nothing. */
  catchUp(): void {
    const { ledger, hands } = this.#parts;
    const held = hands.held();
    if (ledger.size > held.length) throw ahead(ledger.size, held.length);
    const decoder = new TextDecoder();
    const missing = held.slice(ledger.size).map((bytes) => decoder.decode(bytes));
    if (missing.length > 0) ledger.appendAll([{ entries: missing, cause: null }]);
  }
}

const textOf = (entry: Entry): string => canonicalJson(entry as unknown as CanonicalValue);

const refused = (code: Refused["refusal"]["code"], expected: string, received: string): Refused => ({
  kind: "refused",
  refusal: { code, expected, received, fix: "give another command" },
});

const ahead = (kept: number, held: number): PlimsollError =>
  new PlimsollError({
    code: "MESH_SITE_AHEAD",
    expected: "a ledger with no more entries than the mesh holds of the site",
    received: `${kept} entries, ${held} in the mesh`,
    fix: "wait until the node has heard the others",
  });
