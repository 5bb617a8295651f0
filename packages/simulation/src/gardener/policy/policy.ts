import type { Key } from "../../random/counter.ts";
import type { Agents } from "../agent/agents.ts";
import type { GardenerArithmetic } from "../arithmetic.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";

/** What a policy may look at. It MUST NOT write anything but `agents.action` of the agents it is asked for. */
export interface Scene {
  readonly spec: GardenerSpec;
  readonly cells: Uint16Array;
  readonly agents: Agents;
  readonly generation: number;
}

/** A policy's part in one world: what its agents carry. */
export interface Mind {
  /** An agent without parents begins its life in this slot; the key is the agent's own. */
  appear(slot: number, key: Key): void;
  /** A child begins its life in `slot`; the key is the child's own. */
  inherit(slot: number, parentSlot: number, key: Key): void;
  /** Writes the action of the agents at these places of the list, the first `count` of `places`. */
  decide(scene: Scene, places: Int32Array, count: number): void;
  /** All memories of past generations are lost. */
  forget(): void;
  /** An independent equal. */
  fork(): Mind;
}

/** How agents decide. */
export interface GardenerPolicy {
  readonly name: string;
  /** A mind for worlds of this spec with so many slots. */
  mind(spec: GardenerSpec, slots: number, arithmetic: GardenerArithmetic): Mind;
}

/** How many actions agents of this spec have: 6, or 7 where reproducing is one of its own. */
export const actionCount = ({ reproduction }: GardenerSpec): number => (reproduction.isOwnAction ? 7 : 6);
