import { decodeSignedCertificate, type UnverifiedCertificate } from "../certificate/signed-certificate.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import { readEvent } from "../event/open-event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { MemberRecord } from "./member-record.ts";

/** Events of a journal, oldest first: checked before they were written. */
export function* eventsIn(records: readonly MemberRecord[], crypto: Cryptography): Iterable<MeshEvent> {
  for (const record of records) {
    const event = record.kind === "event" ? readEvent(record.bytes, crypto) : undefined;
    if (event !== undefined) yield event;
  }
}

/** Certificates that were stable when they were kept. */
export const certificatesIn = (records: readonly MemberRecord[]): UnverifiedCertificate[] =>
  records.flatMap((record) => (record.kind === "certificate" ? (decodeSignedCertificate(record.bytes) ?? []) : []));

/** The roster that the node was last told to stand on; null for the genesis. */
export function anchorIn(records: readonly MemberRecord[]): EventId | null {
  const last = records.findLast(({ kind }) => kind === "anchor");
  return last === undefined ? null : Buffer.from(last.bytes).toString("hex");
}

export const anchorRecord = (roster: EventId): MemberRecord => ({
  kind: "anchor",
  bytes: new Uint8Array(Buffer.from(roster, "hex")),
});
