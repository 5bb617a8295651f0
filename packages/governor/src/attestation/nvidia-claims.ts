/**
 * What NVIDIA's verifier must have said of a GPU, by the version of its claims (NVIDIA Attestation, "GPU Claims", versions 2.0 and 3.0).
 *
 * The lists are closed both ways: a claim that is missing denies, and so does one that is not known here, since it may be a warning.
 */
export interface ClaimsTable {
  /** Must be exactly `true`. */
  readonly affirmed: readonly string[];
  /** Must be a certificate chain that is valid and not revoked. */
  readonly chains: readonly string[];
}

const RIM = (part: "driver" | "vbios", checks: readonly string[]): readonly string[] =>
  checks.map((check) => `x-nvidia-gpu-${part}-rim-${check}`);

const REPORT = (checks: readonly string[]): readonly string[] =>
  checks.map((check) => `x-nvidia-gpu-attestation-report-${check}`);

const ALWAYS: readonly string[] = [
  "secboot",
  "x-nvidia-gpu-arch-check",
  "x-nvidia-gpu-vbios-index-no-conflict",
  ...REPORT(["parsed", "nonce-match", "signature-verified"]),
];

const RIM_CHECKS = ["fetched", "schema-validated", "signature-verified", "measurements-available"];

export const CLAIMS_TABLES: ReadonlyMap<unknown, ClaimsTable> = new Map<unknown, ClaimsTable>([
  [
    "2.0",
    {
      affirmed: [
        ...ALWAYS,
        ...REPORT(["cert-chain-validated"]),
        ...RIM("driver", [...RIM_CHECKS, "cert-validated"]),
        ...RIM("vbios", [...RIM_CHECKS, "cert-validated"]),
      ],
      chains: [],
    },
  ],
  [
    "3.0",
    {
      affirmed: [
        ...ALWAYS,
        ...REPORT(["cert-chain-fwid-match"]),
        ...RIM("driver", [...RIM_CHECKS, "version-match"]),
        ...RIM("vbios", [...RIM_CHECKS, "version-match"]),
      ],
      chains: [...REPORT(["cert-chain"]), ...RIM("driver", ["cert-chain"]), ...RIM("vbios", ["cert-chain"])],
    },
  ],
]);

/** Claims of a device that must have one value. `dbgstat` has others in RFC 9711 that NVIDIA does not write: they deny. */
export const FIXED_CLAIMS: Readonly<Record<string, unknown>> = { measres: "success", dbgstat: "disabled" };

/** Claims that may be missing, and otherwise must have one value. */
export const OPTIONAL_CLAIMS: Readonly<Record<string, unknown>> = {
  "x-nvidia-attestation-warning": null,
  "x-nvidia-mismatch-measurement-records": null,
  "x-nvidia-device-type": "gpu",
  "x-nvidia-gpu-claims-version": "3.0",
};

/** Claims of a device that name it; each is a text. */
export const NAMING_CLAIMS = ["hwmodel", "ueid", "x-nvidia-gpu-driver-version", "x-nvidia-gpu-vbios-version"] as const;

/** Claims of the token itself, judged elsewhere or worth nothing. */
export const TOKEN_CLAIMS: readonly string[] = ["iss", "iat", "nbf", "exp", "jti", "eat_nonce", "oemid"];

/** A chain's claims, and the value that each must have; `undefined` for any. The last two came with later services. */
export const CHAIN_CLAIMS: Readonly<Record<string, unknown>> = {
  "x-nvidia-cert-status": "valid",
  "x-nvidia-cert-ocsp-status": "good",
  "x-nvidia-cert-revocation-reason": null,
  "x-nvidia-cert-expiration-date": undefined,
  "x-nvidia-cert-ocsp-nonce-matches": true,
  "x-nvidia-cert-ocsp-response-valid": true,
};

/** Those that no chain may leave out. */
export const CHAIN_CLAIMS_REQUIRED: readonly string[] = ["x-nvidia-cert-status", "x-nvidia-cert-ocsp-status"];
