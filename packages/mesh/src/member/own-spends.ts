import { WitnessedSpends } from "../budget/witnessed-spends.ts";
import type { EventId, MeshEvent, NodeKey } from "../event/event.ts";
import { movesRights } from "./moves-rights.ts";
import type { Chain } from "../set/chain.ts";

/** What a peer says that it holds of a chain on its disk. */
export interface Held {
  readonly by: NodeKey;
  readonly length: number;
  readonly tip: EventId;
}

/** Which events of the member's own chain take effect: durable here, and held by as many peers as the genesis asks for (B5). */
export class OwnSpends {
  readonly #witnessed: WitnessedSpends;
  #effective = 0;
  /** So many events of the chain are known to be durable here. */
  #length = 0;
  /** Of the newest durable event that moves rights. */
  #lastMoving = -1;

  constructor(self: NodeKey, members: readonly NodeKey[], spendWitnesses: number) {
    this.#witnessed = new WitnessedSpends(self, members, spendWitnesses);
  }

  /** The next events of the chain are durable here; those of before a restart first. What was told before is passed over. */
  durable(events: Iterable<MeshEvent>): void {
    for (const event of events) if (event.sequence >= this.#length) this.#take(event);
  }

  #take(event: MeshEvent): void {
    // A place that was given up is nobody's word about anything.
    for (; this.#length < event.sequence; this.#length += 1) this.#witnessed.durable("");
    this.#witnessed.durable(event.id);
    this.#length += 1;
    if (movesRights(event)) this.#lastMoving = event.sequence;
  }

  /** Something that moves rights has not taken effect: witnesses lack it, or their word was lost. */
  get isWaiting(): boolean {
    return this.#lastMoving >= this.#witnessed.effectiveLength;
  }

  heldBy({ by, length, tip }: Held): void {
    this.#witnessed.acknowledged(by, length, tip);
  }

  /** Those that take effect now and did not before. */
  take(chain: Chain | undefined): readonly EventId[] {
    const from = this.#effective;
    const length = this.#witnessed.effectiveLength;
    if (chain === undefined || length <= from) return [];
    this.#effective = length;
    return Array.from({ length: length - from }, (_, step) => chain.at(from + step)?.id ?? "");
  }
}
