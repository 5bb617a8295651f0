import { readFileSync } from "node:fs";
import { type FaultDetail, PlimsollError, type Shape } from "@plimsoll/foundation";

/**
 * What a file of the gate's own holds; `null` where there is none yet. Throws what the caller says of a file that is none: to begin anew
 * would be to forget.
 */
export function readKeptJson<T>(
  file: string,
  shape: Shape<T>,
  fault: Pick<FaultDetail, "code" | "expected" | "fix">,
): T | null {
  const text = textIfThere(file);
  if (text === null) return null;
  const parsed = shape.parse(jsonOrText(text));
  if (parsed.ok) return parsed.value;
  throw new PlimsollError({ ...fault, received: `${parsed.error.received} at "${parsed.error.path}"` });
}

function textIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
