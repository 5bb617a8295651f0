import { setImmediate as turn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { Outgoing } from "../../src/actor/actor-system.ts";
import { openEvent } from "../../src/event/open-event.ts";
import { type NodePlan, NodeParts, type TraceEntry } from "./harness.ts";
import { cheapCryptography, MESH } from "./test-events.ts";

interface Given {
  readonly plan: NodePlan;
  readonly members: readonly string[];
  readonly beatMs: number;
  readonly trace: readonly TraceEntry[];
}

/** Another driver: a thread with a real event loop, in which each call is a turn, and events come as bytes. */
const { plan, members, beatMs, trace } = workerData as Given;
const parts = new NodeParts(plan, members, beatMs);
const outgoing: (readonly Outgoing[])[] = [];
for (const entry of trace) {
  if (entry.kind === "admit") {
    const opened = openEvent(entry.bytes, MESH, cheapCryptography);
    if (!opened.ok) throw new Error(opened.error.detail);
    parts.admit(opened.value, entry.nowMs);
  } else if (entry.kind === "tell") parts.system.tell(entry.actor, entry.message);
  else if (entry.kind === "deliver") parts.system.deliver(entry.actor, entry.answered);
  else {
    outgoing.push(parts.system.step(entry.nowMs));
    await turn();
  }
}
parentPort!.postMessage({ outgoing, state: parts.book.encode() }, []);
