import type { EventId } from "../../event/event.ts";
import type { MeshNode } from "./mesh-node.ts";

const LOOK_MS = 100;

/** Has a node stand on a roster as its operator says (ME-22), as soon as it holds it. */
export class Standing {
  readonly #timer: NodeJS.Timeout | null;

  /** @param roster null: nothing was said */
  constructor(node: MeshNode, roster: EventId | null) {
    const isAsked = roster !== null && node.member.state.roster?.event?.id !== roster;
    this.#timer = isAsked ? setInterval(() => this.#look(node, roster), LOOK_MS) : null;
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #look(node: MeshNode, roster: EventId): void {
    if (node.member.replica.events.get(roster) === undefined) return;
    if (node.turn((member) => member.standOn(roster)) === true) this.close();
  }
}
