import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { writeFileAtomically } from "@plimsoll/foundation/node";
import { type CounterBase, counterBaseShape } from "./counter-base.ts";
import { meterFault } from "./meter-fault.ts";

/** What was kept of a meter's counters; null where nothing was. Throws `METER_BASE_MALFORMED`. */
export function keptBase(file: string): CounterBase | null {
  const text = textIfThere(file);
  if (text === null) return null;
  const base = counterBaseShape.parse(parsedJson(file, text));
  if (base.ok) return base.value;
  throw meterFault(
    "METER_BASE_MALFORMED",
    `${base.error.expected} at "${base.error.path}" in ${file}`,
    base.error.received,
  );
}

/** Durable when it returns. */
export function keepBase(file: string, base: CounterBase): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomically(file, `${JSON.stringify(base)}\n`);
}

function textIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

function parsedJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw meterFault("METER_BASE_MALFORMED", `JSON in ${file}`, `${text.length} characters of something else`, cause);
  }
}
