import { type Certificate, faultsOf, quorumFaults, quorumOf, readCertificate } from "./certificate.ts";
import { type MeshEvent, openEvent } from "./event.ts";
import { type EventFile, framesOf } from "./event-frames.ts";
import { EventSet } from "./event-set.ts";
import { type Finding, incomplete, invalid, note } from "./finding.ts";
import type { Held } from "./fold/sections.ts";
import { foldState } from "./fold/state.ts";
import { eventRootOf, extentsOf } from "./frontier.ts";
import { type Genesis, readGenesis } from "./genesis.ts";
import { certifiedSet, missingParts } from "./held-by-certificate.ts";
import { isKnownKind } from "./shapes.ts";
import { Signatures } from "./signatures.ts";
import { type Roster, type Standing, standingIn } from "./standing.ts";
import { type CertificateVerdict, type MeshVerdict, verdictOf } from "./verdict.ts";

export interface MeshEvidence {
  /** The canonical bytes of the genesis. Whoever gives them is believed. */
  readonly genesis: Buffer;
  /** Files of envelopes, each after its length as 4 bytes, big-endian; they are united. */
  readonly events: readonly EventFile[];
  /** `[certificate bytes, [[key, signature] ...]]` as CBOR. */
  readonly certificate?: Buffer | undefined;
  /** The event root that the events must come to, in hexadecimal. */
  readonly root?: string | undefined;
  /** The roster on which the user stands, in hexadecimal. Default: that to which majorities lead from the genesis. */
  readonly anchor?: string | undefined;
}

/**
 * Recomputes from bytes alone what a set of events comes to, and holds it against a certificate or a root that somebody
 * remembered (spec/mesh.md). Throws `BrokenInput` where genesis or certificate cannot be read.
 */
export function verifyMesh(evidence: MeshEvidence): MeshVerdict {
  const genesis = readGenesis(evidence.genesis);
  const certificate = evidence.certificate && readCertificate(evidence.certificate);
  const signatures = new Signatures();
  const offered = open(evidence.events, genesis, signatures);
  const set = new EventSet(offered.events.values());
  const standing = standingIn(set, genesis, evidence.anchor ?? null, signatures);
  const [state, eventRoot] = [foldState({ genesis, set, standing }), eventRootOf(extentsOf(set)).toString("hex")];
  const held = { genesis, set, standing, signatures };
  const certified = certificate ? judgeCertificate(certificate, held) : NOT_CERTIFIED;
  const findings = [
    ...offered.findings,
    ...setFindings(set),
    ...standing.findings,
    ...effectFindings(held),
    ...certified.findings,
    ...rootFindings(evidence.root, eventRoot, certificate, certified.verdict),
  ];
  const effects = [...set.events.values()].map((event) => standing.effectOf(event));
  return {
    verdict: verdictOf(findings),
    mesh: genesis.mesh,
    anchor: standing.roster.id,
    events: set.events.size,
    authors: new Set([...set.chains.values()].map(({ author }) => author)).size,
    chains: set.chains.size,
    eventRoot,
    stateHash: state.stateHash,
    budgetHash: state.budgetHash,
    sections: state.sections,
    dangling: set.dangling.length,
    missing: set.missing(),
    forks: [...set.chains.values()].filter(({ forkedAt }) => forkedAt < Number.POSITIVE_INFINITY).length,
    forked: effects.filter((effect) => effect === "forked").length,
    outside: effects.filter((effect) => effect === "outside").length,
    refused: offered.refused + [...set.refused].length,
    repeated: offered.repeated,
    certificate: certified.verdict,
    findings,
  };
}

interface Judged extends Held {
  readonly signatures: Signatures;
}

function open(files: readonly EventFile[], { mesh }: Genesis, signatures: Signatures) {
  const events = new Map<string, MeshEvent>();
  const findings: Finding[] = [];
  let [refused, repeated] = [0, 0];
  for (const file of files) {
    const { frames, torn } = framesOf(file);
    for (const { bytes, where } of frames) {
      const event = openEvent(bytes, where, mesh, signatures);
      if ("code" in event) {
        refused += 1;
        findings.push(event);
      } else if (events.has(event.id)) repeated += 1;
      else events.set(event.id, event);
    }
    findings.push(...torn);
  }
  return { events, findings, refused, repeated };
}

function setFindings(set: EventSet): Finding[] {
  const none = set.events.size === 0 ? [incomplete("EVENTS_NONE", "no event is held")] : [];
  const missing = set.missing();
  const high = set.tooHigh > 0 ? `; ${set.tooHigh} of them wait for greater Lamport numbers` : "";
  const dangling = `${set.dangling.length} events wait for ${missing.length} that are not held: ${listed(missing)}${high}`;
  const unknown = [...set.events.values()].flatMap(({ id, kind }) => (isKnownKind(kind) ? [] : [`${kind} ${id}`]));
  return [
    ...none,
    ...set.refused,
    ...(set.dangling.length > 0 ? [incomplete("EVENT_DANGLING", dangling)] : []),
    ...(unknown.length > 0 ? [incomplete("KIND_UNKNOWN", `of a later version: ${listed(unknown)}`)] : []),
  ];
}

const LISTED_MAX = 8;
const listed = (all: readonly string[]): string =>
  all.slice(0, LISTED_MAX).join(", ") + (all.length > LISTED_MAX ? ` and ${all.length - LISTED_MAX} more` : "");

function effectFindings({ set, standing }: Held): Finding[] {
  const forks = [...set.chains].filter(([, { forkedAt }]) => forkedAt < Number.POSITIVE_INFINITY);
  const outside = [...set.events.values()].filter((event) => standing.effectOf(event) === "outside");
  const counts = Map.groupBy(outside, ({ author }) => author);
  return [
    ...forks.map(([chain, { forkedAt }]) => note("CHAIN_FORKED", `chain ${chain} at ${forkedAt}`)),
    ...[...counts].map(([author, { length }]) => note("AUTHOR_OUTSIDE", `${author}: ${length} events without effect`)),
  ];
}

interface Certified {
  readonly findings: readonly Finding[];
  readonly verdict: CertificateVerdict | null;
}

const NOT_CERTIFIED: Certified = { findings: [], verdict: null };

/** The certificate by itself, its signers, and the part of the set that it speaks of. */
function judgeCertificate(certificate: Certificate, held: Judged): Certified {
  const { genesis, set, standing, signatures } = held;
  const own = faultsOf(certificate, genesis);
  const roster = rosterOf(certificate, standing);
  const signing = "code" in roster ? [roster] : quorumFaults(certificate, roster, genesis, signatures);
  const missing = missingParts(certificate, set);
  const part = own.length + missing.length > 0 ? undefined : certifiedSet(certificate, set);
  return {
    findings: [...own, ...signing, ...missing, ...partFaults(certificate, part, held)],
    verdict: {
      digest: certificate.digest,
      number: certificate.number,
      signers: certificate.signatures.length,
      quorum: "code" in roster ? null : quorumOf(roster, genesis),
      events: certificate.eventCount,
      beyond: part instanceof EventSet ? set.events.size - part.events.size : null,
    },
  };
}

/** Without all of the part there is nothing to fold, and that is a finding already; so is a roster that is not followed. */
function partFaults(certificate: Certificate, part: EventSet | Finding | undefined, held: Judged): Finding[] {
  if (!(part instanceof EventSet)) return part === undefined ? [] : [part];
  const isFollowed = !("code" in rosterOf(certificate, held.standing));
  return isFollowed ? stateFaults(certificate, part, held) : [];
}

/**
 * Only a roster on the way to the one on which the user stands is believed, and one before that only about what it started from:
 * else stolen keys could certify.
 */
function rosterOf({ roster, extents }: Certificate, { believed, anchorEpoch, past }: Standing): Roster | Finding {
  const unknown = `it is of roster ${roster}, which is not followed; stand on it, if you trust it, by naming it as anchor`;
  const found = believed.find(({ id }) => id === roster);
  if (found === undefined) return incomplete("CERTIFICATE_ROSTER_FALSE", unknown);
  const isWithin = extents.every(([, , tips]) => tips.every((tip) => past.has(tip.toString("hex"))));
  const beyond = `it is of roster ${roster}, which the anchor left behind, and goes beyond what that started from`;
  return found.epoch >= anchorEpoch || isWithin ? found : incomplete("CERTIFICATE_ROSTER_FALSE", beyond);
}

function stateFaults(certificate: Certificate, part: EventSet, held: Judged): Finding[] {
  const standing = standingOfSigners(certificate, part, held);
  const { stateHash, budgetHash } = foldState({ genesis: held.genesis, set: part, standing });
  const differ = (what: string, own: string | null, said: string | null) => `${what} comes to ${own}, it says ${said}`;
  const faults: Finding[] = [...standing.findings];
  if (standing.roster.id !== certificate.roster)
    faults.push(invalid("CERTIFICATE_ROSTER_FALSE", differ("its roster", standing.roster.id, certificate.roster)));
  if (stateHash !== certificate.stateHash)
    faults.push(invalid("CERTIFICATE_STATE_FALSE", differ("the state", stateHash, certificate.stateHash)));
  if (budgetHash !== certificate.budgetHash)
    faults.push(invalid("CERTIFICATE_BUDGET_FALSE", differ("the budget", budgetHash, certificate.budgetHash)));
  return faults;
}

/** The signers stood on a roster because majorities led there, or because they were told to. */
function standingOfSigners({ roster }: Certificate, part: EventSet, { genesis, signatures }: Judged): Standing {
  const byMajority = standingIn(part, genesis, null, signatures);
  return byMajority.roster.id === roster ? byMajority : standingIn(part, genesis, roster, signatures);
}

/** A root may be that of the set, or that of a certificate of which every part is held. */
function rootFindings(
  root: string | undefined,
  eventRoot: string,
  certificate: Certificate | undefined,
  certified: CertificateVerdict | null,
): Finding[] {
  const isHeld = root === eventRoot || (root === certificate?.eventRoot && certified?.beyond !== null);
  if (root === undefined || isHeld) return [];
  return [
    incomplete("ROOT_DIFFERS", `the events come to ${eventRoot}, not to ${root}: some are missing, or came since`),
  ];
}
