import type { MeshEvent } from "../../src/event/event.ts";
import { FreshEvents } from "../../src/node/runtime/fresh-events.ts";
import type { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import type { MergedThought, NodeWord } from "./node-plan.ts";
import { wallMs } from "./wall-clock.ts";

/** How often it looks: no figure that is read off a watch is better than this. */
export const WATCH_MS = 10;

export interface NodeWatch {
  /** Watches from now on: thoughts of others as they are merged, and decisions are told of. */
  begin(): void;
  readonly merged: readonly MergedThought[];
}

/** Sees what comes into a node's copy, without having a part in it. */
export function watchNode(node: MeshNode, say: (word: NodeWord) => void): NodeWatch {
  const merged: MergedThought[] = [];
  const note = ({ author, body }: MeshEvent, atMs: number): void => {
    if (body.kind === "thought") merged.push({ author, intent: body.intent, atMs });
    if (body.kind === "intent.decided") say({ type: "decided", intent: body.intent, atMs });
  };
  return {
    merged,
    begin: () => {
      const fresh = new FreshEvents(node.member.replica.events, () => true);
      fresh.take();
      setInterval(() => {
        for (const event of fresh.take()) note(event, wallMs());
      }, WATCH_MS);
    },
  };
}
