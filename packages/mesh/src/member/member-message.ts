import type { CertificateSignature } from "../certificate/certificate-signature.ts";
import type { UnverifiedCertificate } from "../certificate/signed-certificate.ts";
import type { Want } from "../budget/sharing.ts";
import type { ReplicaMessage } from "../replica/message.ts";

/** What members tell each other: events and where they differ, certificates, and who lacks rights. Nobody waits. */
export type MemberMessage =
  | ReplicaMessage
  /** A wish for a signature, or one that is complete. */
  | { readonly type: "certificate"; readonly certificate: UnverifiedCertificate }
  | { readonly type: "countersigned"; readonly digest: string; readonly signature: CertificateSignature }
  | { readonly type: "want"; readonly want: Want };
