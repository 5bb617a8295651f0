import { signal } from "@preact/signals";
import { integer, oneOf } from "@plimsoll/foundation";
import { open, text } from "../../src/api/open-shape.ts";
import { read, store } from "./theme.ts";

/** The log's key that this browser holds the site to, and where it came from. */
export interface PinnedKey {
  readonly vkey: string;
  /** By this browser's calendar, ms since 1970. */
  readonly at: number;
  readonly source: "first sight" | "entered";
}

const KEY = "plimsoll.log-key";
const pinnedShape = open({ vkey: text, at: integer(), source: oneOf("first sight", "entered") });

export const pinnedKey = signal<PinnedKey | null>(stored());

/** Keeps a key. A public key is no secret; it is kept so that another one tomorrow is noticed. */
export function pin(vkey: string, source: PinnedKey["source"]): void {
  pinnedKey.value = { vkey: vkey.trim(), at: Date.now(), source };
  store(KEY, JSON.stringify(pinnedKey.value));
}

export function forgetPin(): void {
  pinnedKey.value = null;
  store(KEY, null);
}

function stored(): PinnedKey | null {
  try {
    const kept = pinnedShape.parse(JSON.parse(read(KEY) ?? "null") as unknown);
    return kept.ok ? kept.value : null;
  } catch {
    return null;
  }
}
