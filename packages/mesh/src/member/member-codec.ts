import { ok, type Result } from "@plimsoll/foundation";
import { type CertificateSignature } from "../certificate/certificate-signature.ts";
import { decodeSignedCertificate, encodeUnverifiedCertificate } from "../certificate/signed-certificate.ts";
import { type CborValue, decodeCbor, encodeCbor } from "../event/cbor.ts";
import { bytes, chain, id, record, text, whole } from "../event/field-codec.ts";
import type { Want } from "../budget/sharing.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { encodeMessage, openMessage, type OpenedMessage as OpenedReplicaMessage } from "../replica/message-codec.ts";
import type { MemberMessage } from "./member-message.ts";

export interface OpenedMemberMessage extends Omit<OpenedReplicaMessage, "message"> {
  readonly message: MemberMessage;
}

const want = record<Want>({ account: text(200), by: chain, quantity: whole(1), recentDemand: whole() });
const signature = record<CertificateSignature>({ key: id, signature: bytes });

/** A member's message as it travels: `[type, fields ...]`. */
export function encodeMemberMessage(message: MemberMessage): Uint8Array {
  switch (message.type) {
    case "certificate":
      return encodeCbor(["certificate", encodeUnverifiedCertificate(message.certificate)]);
    case "countersigned":
      return encodeCbor(["countersigned", id.pack(message.digest), signature.pack(message.signature)]);
    case "want":
      return encodeCbor(["want", want.pack(message.want)]);
    default:
      return encodeMessage(message);
  }
}

/** Opens what a peer sent: canonical, of a known type, with events that are signed. */
export function openMemberMessage(
  envelope: Uint8Array,
  mesh: string,
  crypto: Cryptography,
): Result<OpenedMemberMessage, "MESSAGE_MALFORMED"> {
  try {
    const message = ownMessage(decodeCbor(envelope));
    return message === undefined ? openMessage(envelope, mesh, crypto) : ok({ message, faults: [] });
  } catch (fault) {
    if (fault instanceof TypeError) return { ok: false, error: "MESSAGE_MALFORMED" };
    throw fault;
  }
}

/** Undefined for what replicas tell each other. */
function ownMessage(items: CborValue | undefined): MemberMessage | undefined {
  if (!Array.isArray(items)) return undefined;
  const [type, ...rest] = items as readonly CborValue[];
  const field = (place: number, of = rest.length): CborValue => {
    if (rest.length !== of || rest[place] === undefined) throw new TypeError("another number of fields");
    return rest[place];
  };
  if (type === "want") return { type, want: want.unpack(field(0, 1)) };
  if (type === "countersigned") {
    return { type, digest: id.unpack(field(0, 2)), signature: signature.unpack(field(1, 2)) };
  }
  if (type !== "certificate") return undefined;
  const certificate = decodeSignedCertificate(bytes.unpack(field(0, 1)));
  if (certificate === undefined) throw new TypeError("a certificate with signatures");
  return { type, certificate };
}
