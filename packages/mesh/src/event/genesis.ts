import type { NodeKey } from "./event.ts";

/** What all nodes of a mesh start from. Its digest is the mesh's name in every event. */
export interface Genesis {
  readonly name: string;
  readonly members: readonly { readonly key: NodeKey; readonly name: string }[];
  /** Keys that may issue rights to spend. */
  readonly issuers: readonly NodeKey[];
  /** How many nodes with their disks are to be enough: an event is stable when n - s + 1 members hold it. */
  readonly survivors: number;
  /** Peers that must hold a spend before it takes effect. 0: a rolled-back disk may spend its own rights twice. */
  readonly spendWitnesses: number;
  /** Dimensions of a thought's angles. */
  readonly dimensions: number;
}
