import type { NodeKey } from "../../event/event.ts";

/** What nodes of the simulated DHT ask each other. `rpc` pairs a question with its answer. */
export type KademliaMessage =
  | { readonly type: "find"; readonly rpc: number; readonly target: string; readonly wantsContent: boolean }
  | {
      readonly type: "found";
      readonly rpc: number;
      readonly closest: readonly NodeKey[];
      readonly content: Uint8Array | null;
    }
  | { readonly type: "store"; readonly rpc: number; readonly digest: string; readonly content: Uint8Array }
  | { readonly type: "stored"; readonly rpc: number };
