import type { UnverifiedCertificate } from "../../../certificate/signed-certificate.ts";
import { decodeSignedCertificate } from "../../../certificate/signed-certificate.ts";
import { setFold } from "../../../certificate/state-fold.ts";
import { lastSigned } from "../../../certificate/signing-note.ts";
import { encodeGenesis } from "../../../event/genesis-codec.ts";
import { recover, type Recovery } from "../../../recovery/recover.ts";
import type { SimulatedMesh } from "../../mesh/simulated-mesh.ts";
import type { StoredRecord } from "../../world/program.ts";

/** What these nodes can rebuild together, from nothing but their disks. */
export function recoveredBy(mesh: SimulatedMesh, nodes: readonly number[]): Recovery {
  const { genesis, crypto } = mesh;
  const disks = nodes.map((node) => ({ name: `node ${node}`, records: mesh.hosts[node]?.disk.records ?? [] }));
  return recover({
    genesis,
    crypto,
    fold: setFold({ genesis, cryptography: crypto }),
    journals: disks.map(({ name, records }) => ({ name, envelopes: ofKind(records, "event") })),
    certificates: disks.flatMap(({ records }) => certificatesOn(records, mesh)),
    anchor: null,
  });
}

/** Those that are complete, and what it signed last: others hold the other signatures, or nobody any more. */
function certificatesOn(records: readonly StoredRecord[], { genesis, crypto }: SimulatedMesh): UnverifiedCertificate[] {
  const complete = ofKind(records, "certificate").flatMap((bytes) => decodeSignedCertificate(bytes) ?? []);
  const last = lastSigned(ofKind(records, "signed"), crypto.sha256(encodeGenesis(genesis)), crypto);
  return last === null ? complete : [...complete, { bytes: last.bytes, signatures: [] }];
}

const ofKind = (records: readonly StoredRecord[], kind: string): Uint8Array[] =>
  records.filter((record) => record.kind === kind).map(({ bytes }) => bytes);
