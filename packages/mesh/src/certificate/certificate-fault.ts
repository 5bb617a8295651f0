import type { FrontierFaultCode } from "../state/prefix-state.ts";

export type CertificateFaultCode =
  /** Of a node's own frontier, which its fold cannot rebuild. */
  | FrontierFaultCode
  | "CERTIFICATE_MALFORMED"
  | "CERTIFICATE_OF_OTHER_MESH"
  | "CERTIFICATE_ROSTER_UNKNOWN"
  | "CERTIFICATE_SIGNATURE_FALSE"
  | "CERTIFICATE_SIGNER_UNKNOWN"
  | "CERTIFICATE_NUMBER_FAR"
  | "CERTIFICATE_NOT_EXTENDING"
  | "CERTIFICATE_QUORUM_MISSING"
  | "CERTIFICATE_ROOT_FALSE"
  | "CERTIFICATE_EVENT_MISSING"
  | "CERTIFICATE_EVENT_FALSE"
  | "CERTIFICATE_EXTENT_FALSE"
  | "CERTIFICATE_COUNT_FALSE"
  | "CERTIFICATE_STATE_FALSE"
  | "CERTIFICATE_BUDGET_FALSE"
  | "CERTIFICATE_TOO_LARGE"
  | "CERTIFICATE_NOT_FOLDED";

/** What is wrong with a certificate, and where: a key, a chain, an event's id or the certificate's digest. */
export interface CertificateFault {
  readonly code: CertificateFaultCode;
  readonly place: string;
  readonly detail: string;
}
