import { askNodeItems, nodeFolder } from "@plimsoll/mesh/node";
import { interruption } from "../../interruption.ts";
import { printJson } from "../../output/print-json.ts";

export interface EventsFlags {
  readonly data: string;
  readonly limit: number;
  readonly follow?: boolean;
  readonly json?: boolean;
}

export interface EventRow {
  readonly id: string;
  readonly author: string;
  readonly sequence: number;
  readonly lamport: number;
  readonly ms: number;
  readonly kind: string;
}

/** Prints events as they come, one by one. */
export async function showEvents({ data, limit, follow, json }: EventsFlags): Promise<void> {
  await using items = askNodeItems(nodeFolder(data).control, { verb: "events", limit, follow: follow === true });
  const ended = follow === true ? endOf(interruption()) : null;
  for (let shown = 0; ; shown += 1) {
    const next = await (ended === null ? items.next() : Promise.race([items.next(), ended]));
    if (next === null || next.done === true) {
      if (json === true) printJson({ type: "summary", ok: true, shown, ...(next?.value as object | undefined) });
      // A socket that is still followed would keep the program alive.
      if (next === null) process.exit();
      return;
    }
    const row = next.value as EventRow;
    if (json === true) printJson({ type: "event", ...row });
    else process.stdout.write(`${eventLine(row)}\n`);
  }
}

function endOf(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
}

/** When its author's clock said it was, who, where in the order, and what. */
export const eventLine = ({ id, author, sequence, lamport, ms, kind }: EventRow): string =>
  [
    new Date(ms).toISOString(),
    author.slice(0, 12),
    `#${sequence}`.padStart(7),
    `L${lamport}`.padStart(8),
    kind.padEnd(18),
    id.slice(0, 12),
  ].join("  ");
