import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "@plimsoll/foundation/node";
import { fileNameOf } from "@plimsoll/governor";

/** Where signed orders to kill lie, by the run: whose word it was can be shown afterwards. */
export const killOrderFile = (data: string, run: string): string =>
  join(data, "kill-orders", `${fileNameOf(run)}.json`);

/**
 * Keeps the signed order, durable, before anybody dies; the first one stays. That it could not be kept keeps nobody alive: then
 * the fault is answered, and the kill goes on.
 */
export function keepKillOrder(data: string, run: string, envelope: object): Error | null {
  const file = killOrderFile(data, run);
  try {
    if (existsSync(file)) return null;
    mkdirSync(join(data, "kill-orders"), { recursive: true });
    writeFileAtomically(file, `${JSON.stringify(envelope)}\n`, 0o600);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause : new Error("the order could not be written", { cause });
  }
}
