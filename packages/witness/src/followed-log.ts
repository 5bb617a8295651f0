import { isUtf8 } from "node:buffer";
import { emptyState, type KernelState } from "@plimsoll/kernel";
import { type Decision, decisionsIn, Frontier, leafHash, leavesOf, type PlacedLeaf } from "@plimsoll/ledger";
import { type Circumstances, reexecuted, type ReexecutionRefusal } from "./re-execution.ts";

/** What the leaves of a log up to some size make: its tree and the kernel's state. Never changed. */
export interface Position {
  readonly frontier: Frontier;
  readonly state: KernelState;
}

/** Before the first leaf. */
export const beginning = (): Position => ({ frontier: Frontier.empty(), state: emptyState() });

const CAUSE_START = Buffer.from('{"cause":');
/** A ledger writes no more at once (LG-33). */
const DECISION_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Follows a log leaf by leaf: hashes each, and decides again what it records. After the first refusal it only hashes: what the
 * leaves say counts when they are shown to be those that the log signed.
 */
export class FollowedLog {
  readonly #frontier: Frontier;
  readonly #circumstances: Circumstances;
  #state: KernelState;
  /** The leaves of a decision whose end was not seen yet. */
  #open: Uint8Array[] = [];
  #openBytes = 0;
  #refusal: ReexecutionRefusal | null = null;

  constructor({ frontier, state }: Position, circumstances: Circumstances) {
    this.#frontier = frontier.copy();
    this.#state = state;
    this.#circumstances = circumstances;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#frontier.size;
  }

  /** Why the kernel did not decide what these leaves record; `null` if it did. */
  get refusal(): ReexecutionRefusal | null {
    return this.#refusal;
  }

  root(): Uint8Array {
    return this.#frontier.root();
  }

  take(leaf: Uint8Array): void {
    this.#frontier.append(leafHash(leaf));
    if (this.#refusal !== null) return;
    if (CAUSE_START.equals(leaf.subarray(0, CAUSE_START.length))) this.endDecision();
    this.#open.push(leaf);
    this.#openBytes += leaf.length;
    if (this.#openBytes > DECISION_BYTES_MAX)
      this.#refuse(`a decision of at most ${DECISION_BYTES_MAX} bytes`, "a longer one");
  }

  /** Says that the last decision is whole: the next leaf begins another, or a checkpoint stands here. */
  endDecision(): void {
    if (this.#open.length > 0 && this.#refusal === null) this.#reexecute(this.#open);
    this.#open = [];
    this.#openBytes = 0;
  }

  /** Where the log stands, once its last decision has ended. */
  position(): Position {
    return { frontier: this.#frontier.copy(), state: this.#state };
  }

  #reexecute(leaves: readonly Uint8Array[]): void {
    const [decision, second] = decisionsIn(placed(leaves));
    if (!leaves.every((leaf) => isUtf8(leaf))) return this.#refuse("text in UTF-8", "other bytes");
    if (decision === undefined || second !== undefined) return this.#refuse("one decision", "several in one leaf");
    const next = reexecuted(this.#state, decision, this.#circumstances);
    if (!next.ok) this.#refusal = next.error;
    else if (!areLeavesOf(decision, leaves)) this.#refuse("the leaves that a ledger makes of this decision", "others");
    else this.#state = next.value;
  }

  #refuse(expected: string, received: string): void {
    this.#refusal = { code: "LEAF_MALFORMED", entryIndex: this.#state.entryCount, expected, received };
  }
}

/** Whether a decision was read from the very bytes that a ledger writes for it: reading is blind to some, as the end of a cause. */
function areLeavesOf(decision: Decision, leaves: readonly Uint8Array[]): boolean {
  const written = leavesOf([decision]);
  return (
    written.length === leaves.length &&
    written.every(({ bytes }, place) => Buffer.compare(bytes, leaves[place] ?? NONE) === 0)
  );
}

const NONE = new Uint8Array(0);

const placed = (leaves: readonly Uint8Array[]): PlacedLeaf[] =>
  leaves.map((bytes, leafIndex) => ({ leafIndex, firstIndex: 0, entryCount: 0, bytes }));
