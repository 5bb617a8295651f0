import { readFileSync } from "node:fs";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { es384KeysIn, gpuNonce, verifyNvidiaEat } from "@plimsoll/governor";
import { jsonInFile } from "../token-tools/json-file.ts";
import { orRefuse } from "./refused-evidence.ts";

/** NVIDIA Remote Attestation Service. */
export const NVIDIA_ISSUER = "https://nras.attestation.nvidia.com";

/** Options that say what the node's devices are. */
export interface DeviceEvidenceFlags {
  readonly nvidiaEat?: string;
  readonly nvidiaJwks?: string;
  /** NVIDIA's own service where none is named. */
  readonly nvidiaIssuer?: string;
  readonly challenge?: string;
  readonly gpuModel: readonly string[];
  readonly gpuDriver: readonly string[];
  readonly gpuVbios: readonly string[];
}

/** The digest of the evidence of a node's devices; `null` where none was given. Throws its refusal, and `EVIDENCE_TRUST_MISSING`. */
export function deviceEvidence(
  bound: { readonly nodeKey: Digest; readonly artifact: Digest },
  flags: DeviceEvidenceFlags,
  nowMs: number,
): Digest | null {
  const { nvidiaEat, nvidiaJwks, nvidiaIssuer = NVIDIA_ISSUER, challenge, gpuModel, gpuDriver, gpuVbios } = flags;
  if (nvidiaEat === undefined) return null;
  if (nvidiaJwks === undefined || challenge === undefined) throw trustMissing();
  const expected = {
    keys: es384KeysIn(jsonInFile(nvidiaJwks)),
    issuer: nvidiaIssuer,
    nonce: gpuNonce({ ...bound, challenge }),
    nowMs,
    hardwareModels: gpuModel,
    driverVersions: gpuDriver,
    vbiosVersions: gpuVbios,
  };
  return orRefuse(verifyNvidiaEat(readFileSync(nvidiaEat, "utf8"), expected)).provenance;
}

const trustMissing = (): PlimsollError =>
  new PlimsollError({
    code: "EVIDENCE_TRUST_MISSING",
    expected: "--nvidia-jwks FILE and --challenge TEXT",
    received: "a token, and no key or question to hold it against",
    fix: "fetch the verifier's keys, and ask with: plimsoll attest nonce",
  });
