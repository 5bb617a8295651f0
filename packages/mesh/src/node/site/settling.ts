import { setTimeout as sleep } from "node:timers/promises";
import type { Entry } from "@plimsoll/kernel";
import type { MeshEvent } from "../../event/event.ts";
import type { MeshNode } from "../runtime/mesh-node.ts";

/** How long somebody who asks for power waits for witnesses, before the answer is no. */
const PATIENCE_MS = 2_000;

interface Unsettled {
  /** Null for all. */
  readonly subjects: ReadonlySet<string> | null;
  readonly effect: Promise<void>;
}

/**
 * Decisions that bind rights and have not taken effect, for want of witnesses (ME-148): until then nothing rests on them,
 * and what they speak of has no power.
 */
export class Settling {
  readonly #node: MeshNode;
  readonly #unsettled = new Set<Unsettled>();

  constructor(node: MeshNode) {
    this.#node = node;
  }

  /** @param entries of the decision; null: whatever they were, of before a restart */
  add(event: MeshEvent, entries: readonly Entry[] | null): void {
    const effect = this.#node.effective(event);
    const unsettled = { subjects: entries === null ? null : new Set(entries.flatMap(subjectsIn)), effect };
    this.#unsettled.add(unsettled);
    void effect.then(() => this.#unsettled.delete(unsettled));
  }

  isSettled(subject: string): boolean {
    return this.#of(subject).length === 0;
  }

  /** Resolves when everything about the subject has taken effect, or patience ends. */
  async wait(subject: string): Promise<void> {
    const effects = this.#of(subject).map(({ effect }) => effect);
    if (effects.length > 0) await Promise.race([Promise.all(effects), sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  #of(subject: string): Unsettled[] {
    return [...this.#unsettled].filter(({ subjects }) => subjects?.has(subject) ?? true);
  }
}

function subjectsIn(entry: Entry): string[] {
  const fields: Readonly<Record<string, unknown>> = { ...entry };
  return [fields["run"], fields["deployment"]].filter((value) => typeof value === "string");
}
