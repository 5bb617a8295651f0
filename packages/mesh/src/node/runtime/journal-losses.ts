import type { MeshEvent, NodeKey } from "../../event/event.ts";
import { readEvent } from "../../event/open-event.ts";
import { type JournalRecord, RecordKind } from "../../journal/record.ts";
import type { JournalReport } from "../../journal/recovery.ts";
import { newestFirst } from "../../member/incarnations.ts";
import type { MemberOptions } from "../../member/member.ts";
import type { Cryptography } from "../../ports/cryptography.ts";

/** What damage to its journal means for who goes on from it. */
export type JournalLosses = Pick<MemberOptions, "isWhole" | "hasLost">;

/**
 * Damage before the first record of the newest own chain is history (ME-182): a chain was begun because of it, and another at
 * every start would freeze the rights of each.
 */
export function lossesOf(
  records: readonly JournalRecord[],
  { damage }: Pick<JournalReport, "damage">,
  self: NodeKey,
  crypto: Cryptography,
): JournalLosses {
  if (damage.length === 0) return { isWhole: true, hasLost: false };
  const lastLoss = Math.max(...damage.map(({ recordsBefore }) => recordsBefore));
  return { isWhole: newestBegins(records, self, crypto) >= lastLoss, hasLost: true };
}

/** At which record the newest own chain begins; -1 where none does. */
function newestBegins(records: readonly JournalRecord[], self: NodeKey, crypto: Cryptography): number {
  const begun = records.flatMap((record, place) => {
    const event = record.kind === RecordKind.event ? readEvent(record.bytes, crypto) : undefined;
    return event !== undefined && isFirstOf(event, self) ? [{ event, place }] : [];
  });
  const [newest] = begun.toSorted((a, b) => newestFirst(a.event, b.event));
  return newest?.place ?? -1;
}

const isFirstOf = ({ author, sequence }: MeshEvent, self: NodeKey): boolean => author === self && sequence === 0;
