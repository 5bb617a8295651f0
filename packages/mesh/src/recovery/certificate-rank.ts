import type { OpenedCertificate } from "../certificate/certificate.ts";
import type { EventId } from "../event/event.ts";
import { causalPast } from "../roster/causal-past.ts";
import { isRosterEvent } from "../roster/roster.ts";
import type { Standings } from "../roster/standings.ts";
import type { EventSet } from "../set/event-set.ts";

/** What goes before the number of a certificate, the greatest first: an order; null where it is not believed. */
export type CertificateRank = (certificate: OpenedCertificate) => number | null;

const [OF_EARLIER, NAMED, OF_NOW] = [0, 1, 2];

/**
 * Where survivors were told to stand on a roster, keys of those before it may be in other hands. What they certify is believed only
 * within what the rosters that are followed started from (ME-221), and goes behind what these rosters name, whatever its number, and
 * that behind what the members since then signed.
 */
export function certificateRank(set: EventSet, { anchor, lineage }: Standings): CertificateRank {
  const told = anchor === null ? undefined : set.get(anchor);
  if (!isRosterEvent(told)) return () => OF_NOW;
  const since = new Set<EventId | null>(
    lineage.filter(({ body }) => body.epoch >= told.body.epoch).map(({ id }) => id),
  );
  const named = new Set(lineage.map(({ body }) => body.certificate));
  const started = causalPast(
    set,
    lineage.flatMap(({ body }) => body.frontier),
  );
  return ({ roster, digest, frontier }) => {
    if (since.has(roster)) return OF_NOW;
    if (!frontier.every(({ tips }) => tips.every((tip) => started.ids.has(tip)))) return null;
    return named.has(digest) ? NAMED : OF_EARLIER;
  };
}
