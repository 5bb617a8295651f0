import { err, ok, type Result } from "@plimsoll/foundation";
import { type CborValue, decodeCbor, encodeCbor } from "../event/cbor.ts";
import type { EventId } from "../event/event.ts";
import { chain, id, listOf, orNull, record, whole } from "../event/field-codec.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { type Frontier, frontierRoot } from "../set/frontier.ts";
import type { ChainExtent } from "../set/chain-extent.ts";
import type { CertificateFault } from "./certificate-fault.ts";

const FORMAT = "plimsoll mesh certificate 1";

/** As for Lamport numbers: a thousand a second last for 8 900 years, and one more is a number still. */
export const CERTIFICATE_NUMBER_MAX = 2 ** 48;

/** What a set of events comes to, in some 100 bytes for each chain (spec/mesh.md, ME-41). Digests are hexadecimal. */
export interface Certificate {
  readonly mesh: string;
  /** The `roster.opened` on which its maker stood; null for the roster of the genesis. */
  readonly roster: EventId | null;
  /** From 1 to 2^48, greater with each that a member signs. Gaps are no fault: an attempt may have failed. */
  readonly number: number;
  /** Digest of the certificate that its maker had signed before. */
  readonly previous: string | null;
  readonly events: number;
  readonly root: string;
  readonly state: string;
  readonly budget: string;
  readonly frontier: Frontier;
}

/** A certificate whose bytes were canonical. Who signed it and whether it is true is not said. */
export interface OpenedCertificate extends Certificate {
  readonly digest: string;
  readonly bytes: Uint8Array;
}

const fields = record<Certificate>({
  mesh: id,
  roster: orNull(id),
  number: whole(1, CERTIFICATE_NUMBER_MAX),
  previous: orNull(id),
  events: whole(),
  root: id,
  state: id,
  budget: id,
  frontier: listOf(record<ChainExtent>({ key: chain, length: whole(1), tips: listOf(id) })),
});

export const encodeCertificate = (certificate: Certificate): Uint8Array =>
  encodeCbor([FORMAT, ...(fields.pack(certificate) as readonly CborValue[])]);

/** Certificates are made only here, so that the root is always that of the frontier. */
export function makeCertificate(draft: Omit<Certificate, "root">, crypto: Cryptography): OpenedCertificate {
  const certificate = { ...draft, root: Buffer.from(frontierRoot(draft.frontier)).toString("hex") };
  const bytes = encodeCertificate(certificate);
  return { ...certificate, bytes, digest: crypto.sha256(bytes) };
}

/** Reads a certificate of this mesh: canonical, its extents in order, its root that of the extents. */
export function openCertificate(
  bytes: Uint8Array,
  mesh: string,
  crypto: Cryptography,
): Result<OpenedCertificate, CertificateFault> {
  const certificate = decodeCertificate(bytes);
  if (certificate === undefined) return err({ code: "CERTIFICATE_MALFORMED", place: "", detail: "not canonical" });
  const opened = { ...certificate, bytes, digest: certificateDigest(bytes, crypto) };
  if (opened.mesh !== mesh) {
    return err({ code: "CERTIFICATE_OF_OTHER_MESH", place: opened.digest, detail: `of mesh ${opened.mesh}` });
  }
  const root = Buffer.from(frontierRoot(opened.frontier)).toString("hex");
  if (opened.root !== root) {
    return err({
      code: "CERTIFICATE_ROOT_FALSE",
      place: opened.digest,
      detail: `${opened.root} where ${root} follows`,
    });
  }
  return ok(opened);
}

const digests = new WeakMap<Uint8Array, string>();

/** The same bytes come again with each signature: they are hashed once. */
export function certificateDigest(bytes: Uint8Array, crypto: Cryptography): string {
  const known = digests.get(bytes) ?? crypto.sha256(bytes);
  digests.set(bytes, known);
  return known;
}

/** The same bytes come from many peers. */
const decoded = new WeakMap<Uint8Array, Certificate | undefined>();

function decodeCertificate(bytes: Uint8Array): Certificate | undefined {
  if (!decoded.has(bytes)) decoded.set(bytes, readCertificate(bytes));
  return decoded.get(bytes);
}

function readCertificate(bytes: Uint8Array): Certificate | undefined {
  const items = decodeCbor(bytes);
  if (!Array.isArray(items) || items[0] !== FORMAT) return undefined;
  try {
    const certificate = fields.unpack((items as readonly CborValue[]).slice(1));
    return isOrdered(certificate.frontier) ? certificate : undefined;
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

const isOrdered = (frontier: Frontier): boolean =>
  isAscending(frontier.map(({ key }) => key)) &&
  frontier.every(({ tips, length }) => tips.length > 0 && length > 0 && isAscending(tips));

const isAscending = (texts: readonly string[]): boolean =>
  texts.every((text, place) => place === 0 || (texts[place - 1] as string) < text);
