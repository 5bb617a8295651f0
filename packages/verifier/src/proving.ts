import type { KeyObject } from "node:crypto";
import { type Checkpoint, verifyCheckpoint } from "./checkpoint.ts";
import { EntryJudge } from "./entry-judge.ts";
import { Fault } from "./fault.ts";
import { leafHash } from "./merkle-tree.ts";

export type OnCheckpoint = (checkpoint: Checkpoint) => void;

/** Takes a log in order, leaves and checkpoints, and holds one against the other. */
export class Proving {
  readonly judge = new EntryJudge();
  newest: Checkpoint | undefined;
  checkpointCount = 0;
  readonly #key: KeyObject;
  /** What the log must contain and has not shown yet. */
  #promised: readonly Checkpoint[];
  readonly #onCheckpoint: OnCheckpoint | undefined;

  /** @param promised what the log must contain, because it was published */
  constructor(key: KeyObject, promised: readonly Checkpoint[], onCheckpoint?: OnCheckpoint) {
    this.#key = key;
    this.#promised = promised;
    this.#onCheckpoint = onCheckpoint;
  }

  leaves(leaves: readonly Buffer[]): void {
    for (const leaf of leaves) this.judge.tree.append(leafHash(leaf));
  }

  /** The signature, and the root over all leaves so far. */
  checkpoint(note: string): void {
    const { judge, newest } = this;
    const checkpoint = verifyCheckpoint(note, this.#key, `the checkpoint behind entry ${judge.size}`);
    const { size, root, origin } = checkpoint;
    if (judge.tree.size !== size || !judge.tree.root().equals(root))
      throw new Fault("LEDGER_DAMAGED", `what begins with entry ${judge.size} has not the root signed`);
    if (newest !== undefined && newest.origin !== origin) throw new Fault("LEDGER_KEY_MISMATCH", "two origins");
    this.#promised = this.#promised.filter((it) => it.size !== size || it.origin !== origin || !it.root.equals(root));
    this.#onCheckpoint?.(checkpoint);
    this.newest = checkpoint;
    this.checkpointCount += 1;
  }

  result() {
    const { judge, newest, checkpointCount } = this;
    const [broken] = this.#promised;
    if (broken !== undefined)
      throw new Fault("LEDGER_ROLLED_BACK", `it lacks the published checkpoint of size ${broken.size}`);
    if (newest === undefined) throw new Fault("LEDGER_NOT_FOUND", "the log holds no checkpoint");
    const { origin, size: leaves, root, note: checkpoint } = newest;
    const entriesByKind = Object.fromEntries(judge.countByKind);
    return { origin, size: judge.size, leaves, root: root.toString("hex"), checkpoint, checkpointCount, entriesByKind };
  }
}
