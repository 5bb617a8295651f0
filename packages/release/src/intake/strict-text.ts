import { err, ok, type Result } from "@plimsoll/foundation";
import type { StructureFault } from "./structure-fault.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** The text of bytes that are UTF-8 without fault (RFC 3629: nothing overlong, no surrogates, nothing beyond U+10FFFF). A mark at the start is dropped. */
export function strictText(bytes: Uint8Array): Result<string, StructureFault> {
  try {
    return ok(decoder.decode(bytes));
  } catch {
    return err({ rule: "structure.utf8", place: "", detail: "bytes that are no UTF-8" });
  }
}
