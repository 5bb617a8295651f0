import { hash } from "node:crypto";
import { readCbor } from "./cbor.ts";
import { BrokenInput, type Finding, incomplete, invalid } from "./finding.ts";
import { eventRootOf } from "./frontier.ts";
import type { Genesis } from "./genesis.ts";
import { type ExtentItems, isCertificate, isSigned } from "./shapes.ts";
import type { Signatures } from "./signatures.ts";
import type { Roster } from "./standing.ts";

/** What signers said that they hold (ME-41). Hashes, ids and keys in hexadecimal. */
export interface Certificate {
  readonly digest: string;
  readonly mesh: string;
  readonly roster: string | null;
  readonly number: number;
  readonly eventCount: number;
  readonly eventRoot: string;
  readonly stateHash: string;
  readonly budgetHash: string;
  readonly extents: readonly ExtentItems[];
  readonly signatures: readonly { readonly key: string; readonly signature: Buffer }[];
}

/** The file: `[certificate bytes, [[key, signature] ...]]`. */
export function readCertificate(bytes: Buffer): Certificate {
  const signed = readCbor(bytes);
  if (signed === undefined || !isSigned(signed)) throw new BrokenInput("the certificate file is not canonical");
  const content = readCbor(signed[0]);
  if (content === undefined || !isCertificate(content)) throw new BrokenInput("the certificate is not canonical");
  const [, mesh, roster, number, , eventCount, eventRoot, stateHash, budgetHash, extents] = content;
  return {
    digest: hash("sha256", signed[0], "hex"),
    mesh: mesh.toString("hex"),
    roster: roster === null ? null : roster.toString("hex"),
    number,
    eventCount,
    eventRoot: eventRoot.toString("hex"),
    stateHash: stateHash.toString("hex"),
    budgetHash: budgetHash.toString("hex"),
    extents,
    signatures: signed[1].map(([key, signature]) => ({ key: key.toString("hex"), signature })),
  };
}

/** Faults of the certificate by itself: what its own bytes contradict. */
export function faultsOf(certificate: Certificate, { mesh }: Genesis): Finding[] {
  if (certificate.mesh !== mesh) return [invalid("CERTIFICATE_OF_OTHER_MESH", `of mesh ${certificate.mesh}`)];
  const root = eventRootOf(certificate.extents).toString("hex");
  if (root === certificate.eventRoot) return [];
  return [invalid("CERTIFICATE_ROOT_FALSE", `its extents come to ${root}, it says ${certificate.eventRoot}`)];
}

/** ME-43: distinct members of its roster, at least n - s + 1 of them, and never none. */
export function quorumFaults(certificate: Certificate, roster: Roster, genesis: Genesis, keys: Signatures): Finding[] {
  const digest = Buffer.from(certificate.digest, "hex");
  const signers = new Set<string>();
  const faults = certificate.signatures.flatMap(({ key, signature }) => {
    if (!roster.members.has(key)) return invalid("CERTIFICATE_SIGNER_OUTSIDE", `${key} is no member of its roster`);
    if (!keys.holds(key, "plimsoll mesh certificate 1\n", digest, signature))
      return invalid("CERTIFICATE_SIGNATURE_FALSE", `the signature of ${key} does not hold`);
    signers.add(key);
    return [];
  });
  const needed = quorumOf(roster, genesis);
  const missing = `${signers.size} members signed, ${needed} of ${roster.members.size} are needed`;
  return signers.size >= needed ? faults : [...faults, incomplete("CERTIFICATE_QUORUM_MISSING", missing)];
}

export const quorumOf = ({ members }: Roster, { survivors }: Genesis): number =>
  Math.max(1, members.size - survivors + 1);
