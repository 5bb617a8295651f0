import { err, ok, type Result } from "@plimsoll/foundation";
import type { OpenedCertificate } from "../certificate/certificate.ts";
import type { CertificateFault, CertificateFaultCode } from "../certificate/certificate-fault.ts";
import type { UnverifiedCertificate } from "../certificate/signed-certificate.ts";
import { type CertificateCheck, verifyCertificate } from "../certificate/verify-certificate.ts";
import { openCertificate } from "../certificate/certificate.ts";

export interface RootFault {
  /** `ROOT_NOT_SHOWN`: none of the certificates shown is the remembered one, so that what is shown may be older. */
  readonly code: "ROOT_NOT_SHOWN" | "ROOT_NOT_HELD";
  readonly detail: string;
  readonly faults: readonly CertificateFault[];
}

/** The remembered root vouches for itself: it needs no quorum and no roster. */
const VOUCHED_BY_ROOT: ReadonlySet<CertificateFaultCode> = new Set([
  "CERTIFICATE_QUORUM_MISSING",
  "CERTIFICATE_SIGNATURE_FALSE",
  "CERTIFICATE_SIGNER_UNKNOWN",
]);

/**
 * Whether a survivor still has everything that a certificate covered of which somebody wrote down 32 bytes: its digest, or
 * its event root (64 hexadecimal digits). Doubt denies: a survivor that cannot show the certificate fails (S5).
 */
export function checkAgainstRoot(
  remembered: string,
  shown: readonly UnverifiedCertificate[],
  check: CertificateCheck,
): Result<OpenedCertificate, RootFault> {
  const matching = shown.filter(({ bytes }) => {
    const opened = openCertificate(bytes, check.mesh, check.crypto);
    return opened.ok && (opened.value.digest === remembered || opened.value.root === remembered);
  });
  const faults: CertificateFault[] = [];
  for (const offered of matching) {
    const verdict = verifyCertificate(offered, check);
    const grave = verdict.faults.filter(({ code }) => !VOUCHED_BY_ROOT.has(code));
    if (grave.length === 0 && verdict.certificate !== undefined) return ok(verdict.certificate);
    faults.push(...grave);
  }
  return matching.length === 0
    ? err({ code: "ROOT_NOT_SHOWN", detail: `no certificate with ${remembered}`, faults })
    : err({ code: "ROOT_NOT_HELD", detail: `what ${remembered} covers is not all held`, faults });
}
