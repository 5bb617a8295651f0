import type { Readable } from "node:stream";
import { LINE_BYTES_MAX, protocolFault } from "./protocol.ts";

/** Cuts a stream into lines. `onFault` is told of a line beyond `LINE_BYTES_MAX`, and nothing is read after it. */
export function readLines(
  input: Readable,
  onLine: (line: string) => void,
  onFault: (fault: Error) => void,
  onEnd: () => void,
): void {
  let rest = "";
  input.setEncoding("utf8");
  input.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
    if (rest.length <= LINE_BYTES_MAX) return;
    rest = "";
    input.removeAllListeners("data").resume();
    onFault(protocolFault(`a line of at most ${LINE_BYTES_MAX} characters`, "a longer one"));
  });
  input.once("end", onEnd);
  // A broken pipe is a controller that went away: the end, said otherwise.
  input.once("error", onEnd);
}
