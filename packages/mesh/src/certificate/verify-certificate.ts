import { err, type Result } from "@plimsoll/foundation";
import type { EventId, MeshEvent } from "../event/event.ts";
import { openEvent } from "../event/open-event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { EventSet, type EventView } from "../set/event-set.ts";
import { type Frontier, frontierOf } from "../set/frontier.ts";
import type { ChainExtent } from "../set/chain-extent.ts";
import { unite } from "../set/unite.ts";
import { type OpenedCertificate, openCertificate } from "./certificate.ts";
import type { CertificateFault } from "./certificate-fault.ts";
import { isCertificateSignature } from "./certificate-signature.ts";
import { prefixOf } from "./prefix.ts";
import { canonicalOrder } from "../state/canonical-order.ts";
import { disagreement, type PrefixHashes } from "./prefix-fold.ts";
import { type CertifyingRoster, quorumOf } from "./quorum.ts";
import type { UnverifiedCertificate } from "./signed-certificate.ts";

/**
 * Folds a set from nothing, for a node that was told to stand on this roster; null is that of the genesis. Null where nobody
 * has a standing in it.
 */
export type SetFold = (set: EventView, anchor: EventId | null) => PrefixHashes | null;

export interface CertificateCheck {
  readonly mesh: string;
  readonly crypto: Cryptography;
  /** The events that are held. */
  readonly view: EventView;
  readonly fold: SetFold;
  /** Rosters that the reader trusts, and no others. */
  readonly rosterOf: (id: EventId | null) => CertifyingRoster | undefined;
}

export interface CertificateVerdict {
  /** Undefined when its bytes are none. */
  readonly certificate: OpenedCertificate | undefined;
  /** Members whose signatures hold. */
  readonly signers: number;
  /** Everything that is wrong; a certificate holds when there is nothing. */
  readonly faults: readonly CertificateFault[];
  /** Exactly its events, for whoever wants to read the state; null when some are not held. */
  readonly set: EventSet | null;
}

/**
 * Checks a certificate against the events that are held: its quorum, its root, the hash, the signature and the place of each
 * of its events, its extents, and by a fold of its own what they come to.
 */
export function verifyCertificate(offered: UnverifiedCertificate, check: CertificateCheck): CertificateVerdict {
  const opened = openCertificate(offered.bytes, check.mesh, check.crypto);
  if (!opened.ok) return { certificate: undefined, signers: 0, faults: [opened.error], set: null };
  const certificate = opened.value;
  const { signers, faults } = signatureFaults(certificate, offered, check);
  const { set, faults: eventFaults } = rebuild(certificate, check);
  const told = set === null ? [] : contentFaults(certificate, set, check.fold);
  return { certificate, signers, faults: [...faults, ...eventFaults, ...told], set };
}

function signatureFaults(certificate: OpenedCertificate, offered: UnverifiedCertificate, check: CertificateCheck) {
  const { digest } = certificate;
  const roster = check.rosterOf(certificate.roster);
  if (roster === undefined) {
    const detail = `${certificate.roster ?? "the genesis"} is not trusted here`;
    return { signers: 0, faults: [{ code: "CERTIFICATE_ROSTER_UNKNOWN", place: digest, detail } as CertificateFault] };
  }
  const faults: CertificateFault[] = [];
  const signers = new Set<string>();
  for (const signature of offered.signatures) {
    const place = signature.key;
    if (!roster.members.includes(place)) {
      faults.push({ code: "CERTIFICATE_SIGNER_UNKNOWN", place, detail: "not a member of its roster" });
    } else if (isCertificateSignature(digest, signature, check.crypto)) signers.add(place);
    else faults.push({ code: "CERTIFICATE_SIGNATURE_FALSE", place, detail: `on ${digest}` });
  }
  const quorum = quorumOf(roster);
  if (signers.size < quorum) {
    const detail = `${signers.size} of the ${quorum} signatures that it takes`;
    faults.push({ code: "CERTIFICATE_QUORUM_MISSING", place: digest, detail });
  }
  return { signers: signers.size, faults };
}

/** A set of exactly the certificate's events, each read anew from its bytes. */
function rebuild(certificate: OpenedCertificate, check: CertificateCheck) {
  const prefix = prefixAsCertified(certificate, check.view);
  const missing = prefix.missing.map((place): CertificateFault => ({
    code: "CERTIFICATE_EVENT_MISSING",
    place,
    detail: "led back to and not held",
  }));
  const set = new EventSet();
  const read = [...prefix.events].toSorted(canonicalOrder).map((event) => readAnew(event, check));
  unite(
    set,
    read.flatMap((one) => (one.ok ? [one.value] : [])),
  );
  const wrong = read.flatMap((one) => (one.ok ? placeFault(one.value, set) : [one.error]));
  const unplaced = [...set.waiting()].map(({ id }) => eventFalse(id, "cites what is not held"));
  const faults = [...missing, ...wrong, ...(missing.length === 0 ? unplaced : [])];
  return { set: faults.length === 0 ? set : null, faults };
}

/** What was given up as lost and has turned up since is left out, unless the count says that it had been found by then. */
function prefixAsCertified({ frontier, events }: OpenedCertificate, view: EventView) {
  const prefix = prefixOf(view, frontier);
  return prefix.events.size === events ? prefix : wholeIfItFits(prefix, prefixOf(view, frontier, true), events);
}

const wholeIfItFits = <P extends { readonly events: ReadonlySet<MeshEvent> }>(part: P, whole: P, events: number): P =>
  whole.events.size === events ? whole : part;

function readAnew({ id, bytes }: MeshEvent, { mesh, crypto }: CertificateCheck): Result<MeshEvent, CertificateFault> {
  const read = openEvent(bytes, mesh, crypto);
  if (!read.ok) return err(eventFalse(id, read.error.code));
  return read.value.id === id ? read : err(eventFalse(id, `its bytes are those of ${read.value.id}`));
}

function placeFault(event: MeshEvent, set: EventSet): CertificateFault[] {
  const refused = set.offer(event).fault;
  return refused === null ? [] : [eventFalse(event.id, refused.code)];
}

const eventFalse = (place: EventId, detail: string): CertificateFault => ({
  code: "CERTIFICATE_EVENT_FALSE",
  place,
  detail,
});

function contentFaults(certificate: OpenedCertificate, set: EventSet, fold: SetFold): CertificateFault[] {
  const extents = extentFaults(certificate.frontier, frontierOf(set));
  const own = fold(set, certificate.roster);
  const detail = "its roster has no standing among its events";
  const told =
    own === null
      ? { code: "CERTIFICATE_ROSTER_UNKNOWN" as const, place: certificate.digest, detail }
      : disagreement(certificate, own);
  return told === null ? extents : [...extents, told];
}

function extentFaults(said: Frontier, own: Frontier): CertificateFault[] {
  const [saidText, ownText] = [textOf(said), textOf(own)];
  const keys = [...new Set([...saidText.keys(), ...ownText.keys()])].toSorted();
  return keys
    .filter((key) => saidText.get(key) !== ownText.get(key))
    .map((place) => ({
      code: "CERTIFICATE_EXTENT_FALSE",
      place,
      detail: `${saidText.get(place) ?? "nothing"}, where the events come to ${ownText.get(place) ?? "nothing"}`,
    }));
}

const textOf = (frontier: Frontier): Map<string, string> =>
  new Map(frontier.map(({ key, length, tips }: ChainExtent) => [key, `${length} events to ${tips.join(", ")}`]));
