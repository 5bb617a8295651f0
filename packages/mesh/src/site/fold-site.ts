import { err, ok, type Result } from "@plimsoll/foundation";
import { apply, emptyState, type Entry, type KernelState } from "@plimsoll/kernel";

/** The entry that no kernel wrote there. */
export interface SiteFoldFault {
  readonly index: number;
  readonly detail: string;
}

/** The kernel state of a site from the entries that the mesh carried: what the site itself has, for anybody (law L7). */
export function foldSite(entries: readonly Uint8Array[]): Result<KernelState, SiteFoldFault> {
  let state = emptyState();
  for (const [index, bytes] of entries.entries()) {
    try {
      state = apply(state, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Entry);
    } catch (fault) {
      return err({ index, detail: fault instanceof Error ? fault.message : String(fault) });
    }
  }
  return ok(state);
}
