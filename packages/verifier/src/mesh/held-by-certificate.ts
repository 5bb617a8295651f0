import type { Certificate } from "./certificate.ts";
import { EventSet } from "./event-set.ts";
import type { MeshEvent } from "./event.ts";
import { type Finding, incomplete, invalid } from "./finding.ts";
import { eventRootOf, extentsOf } from "./frontier.ts";

/** What is not held of a certificate, by chain: as a list for each author, so that nothing is silently missing. */
export function missingParts({ extents }: Certificate, set: EventSet): Finding[] {
  return extents.flatMap(([[author, incarnation], length, tips]) => {
    const chain = `${author.toString("hex")}/${incarnation.toString("hex")}`;
    const absent = tips.map((tip) => tip.toString("hex")).filter((tip) => !set.events.has(tip));
    const held = set.chains.get(chain)?.length ?? 0;
    const detail = `chain ${chain}: held up to ${held}, certificate says ${length}, without ${absent.join(" ")}`;
    return absent.length === 0 ? [] : [incomplete("CERTIFICATE_PARTS_MISSING", detail)];
  });
}

/**
 * The part of the set that the tips lead back to, if it is exactly what the certificate says. What a roster in it gave up
 * and turned up since may have been no part of it.
 */
export function certifiedSet(certificate: Certificate, set: EventSet): EventSet | Finding {
  const tips = certificate.extents.flatMap(([, , tips]) => tips.map((tip) => tip.toString("hex")));
  const whole = partOf(set, set.pastOf(tips));
  if (isExact(whole, certificate)) return whole;
  const part = partOf(set, set.pastOf(tips, whole.lost));
  if (isExact(part, certificate)) return part;
  const detail = `its tips lead back to ${whole.events.size} events with the root ${rootOf(whole)}`;
  const said = `it says ${certificate.eventCount} with ${certificate.eventRoot}`;
  return invalid("CERTIFICATE_FRONTIER_FALSE", `${detail}, ${said}`);
}

const partOf = (set: EventSet, ids: ReadonlySet<string>): EventSet =>
  ids.size === set.events.size ? set : new EventSet([...ids].map((id) => set.events.get(id) as MeshEvent));

const rootOf = (set: EventSet): string => eventRootOf(extentsOf(set)).toString("hex");

const isExact = (set: EventSet, { eventRoot, eventCount }: Certificate): boolean =>
  set.events.size === eventCount && rootOf(set) === eventRoot;
