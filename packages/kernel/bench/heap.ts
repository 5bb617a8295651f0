import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// The engine's collector, without asking every caller for a flag on the command line.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options?: { readonly type: "major" | "minor" }) => void;

/** Clears the young generation, so that one subject does not pay for the garbage of the one before. */
export const collectYoung = (): void => collect({ type: "minor" });

/** Bytes that are still reachable. */
export function reachableBytes(): number {
  collect({ type: "major" });
  return process.memoryUsage().heapUsed;
}
