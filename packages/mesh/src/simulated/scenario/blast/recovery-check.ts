import { hex } from "@plimsoll/foundation";
import type { OpenedCertificate } from "../../../certificate/certificate.ts";
import { setFold } from "../../../certificate/state-fold.ts";
import { verifyCertificate } from "../../../certificate/verify-certificate.ts";
import { certifyingRoster } from "../../../certificate/quorum.ts";
import type { MeshEvent } from "../../../event/event.ts";
import { encodeGenesis } from "../../../event/genesis-codec.ts";
import type { Recovery } from "../../../recovery/recover.ts";
import { genesisRoster } from "../../../roster/roster.ts";
import { EventSet, type EventView } from "../../../set/event-set.ts";
import { frontierOf, frontierRoot } from "../../../set/frontier.ts";
import { MeshState } from "../../../state/mesh-state.ts";
import type { SimulatedMesh } from "../../mesh/simulated-mesh.ts";
import type { EventCatalog } from "../event-catalog.ts";

/** What survivors made of what was left to them, held against what the observer knows (S1 to S3). */
export interface RecoveryCheck {
  /** Of what they rebuilt: the certificate's number and digest. Null when they rebuilt nothing. */
  readonly rebuilt: { readonly number: number; readonly digest: string } | null;
  /** They rebuilt a certificate that enough had signed, and its root and its phase vector are those of before the blast. */
  readonly isByteEqual: boolean;
  /** Every event of the newest stable certificate of the whole mesh is theirs, and comes to the same bytes. */
  readonly holdsNewest: boolean;
  /** Hexadecimal bytes of the section `we` at what they rebuilt. */
  readonly we: string;
  /** Held events that nobody ever wrote: 0. */
  readonly invented: number;
  /** Held events beyond the certificate that the report leaves out, and certified ones that it does not miss: 0. */
  readonly unreported: number;
  readonly beyond: number;
}

/** What the observer knows. */
export interface Truth {
  /** The newest stable certificate before the blast. */
  readonly newest: OpenedCertificate;
  readonly catalog: EventCatalog;
}

export function checkRecovery(recovery: Recovery, mesh: SimulatedMesh, { newest, catalog }: Truth): RecoveryCheck {
  const { rebuilt, set, losses } = recovery;
  const held = [...set.chains()].flatMap((chain) => [...chain.events()]);
  const reported = new Set(losses.chains.flatMap(({ beyond }) => beyond));
  const certified = new Set(
    rebuilt === null ? [] : [...rebuilt.set.chains()].flatMap((c) => [...c.events()]).map(({ id }) => id),
  );
  const isSameCertificate = losses.certificate === rebuilt?.certificate.certificate.digest;
  const unreported = isSameCertificate
    ? held.filter(({ id }) => certified.has(id) === reported.has(id)).length
    : held.length;
  const root = rebuilt === null ? "" : hex(frontierRoot(frontierOf(rebuilt.set)));
  const we = rebuilt === null ? "" : weOf(rebuilt.set, mesh);
  const isKnown = rebuilt !== null && knownWe(rebuilt.certificate.certificate, mesh, catalog) === we;
  return {
    rebuilt: rebuilt && {
      number: rebuilt.certificate.certificate.number,
      digest: rebuilt.certificate.certificate.digest,
    },
    isByteEqual: rebuilt?.isStable === true && root === rebuilt.certificate.certificate.root && isKnown,
    holdsNewest: holds(newest, set, mesh),
    we,
    invented: held.filter(({ id }) => catalog.get(id) === undefined).length,
    unreported,
    beyond: reported.size,
  };
}

/** Section `we` of exactly the certificate's events, taken from what the observer saw being written. */
function knownWe({ frontier }: OpenedCertificate, mesh: SimulatedMesh, catalog: EventCatalog): string {
  const events = frontier.flatMap(({ key, length }) => catalog.chain(key).slice(0, length));
  return weOf(viewOf(events.flatMap((id) => catalog.get(id)?.event ?? [])), mesh);
}

const weOf = (set: EventView, { genesis, crypto }: SimulatedMesh): string =>
  hex(new MeshState({ genesis, set, anchor: null, cryptography: crypto }).encode("we"));

function viewOf(events: readonly MeshEvent[]): EventView {
  const set = new EventSet();
  for (const event of events.toSorted((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1))) set.offer(event);
  return set;
}

/** Somebody remembers the certificate: does it hold on what the survivors have? */
function holds(certificate: OpenedCertificate, view: EventView, { genesis, crypto }: SimulatedMesh): boolean {
  const mesh = crypto.sha256(encodeGenesis(genesis));
  const roster = certifyingRoster(genesisRoster(genesis), genesis);
  const rosterOf = (id: string | null) => (id === null ? roster : undefined);
  const fold = setFold({ genesis, cryptography: crypto });
  const { faults } = verifyCertificate(
    { bytes: certificate.bytes, signatures: [] },
    { mesh, crypto, view, fold, rosterOf },
  );
  return faults.every(({ code }) => code === "CERTIFICATE_QUORUM_MISSING");
}
