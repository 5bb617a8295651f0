import { PlimsollError } from "@plimsoll/foundation";
import { SLSA_PROVENANCE_TYPE } from "@plimsoll/governor";
import type { ArtifactEvidenceFlags } from "./artifact-evidence.ts";
import type { DeviceEvidenceFlags } from "./device-evidence.ts";

type EvidenceFlags = Partial<ArtifactEvidenceFlags & DeviceEvidenceFlags>;
type Flag = keyof EvidenceFlags;

const OF_PROVENANCE = ["provenanceKey", "trustedRoot", "identity", "oidcIssuer", "predicateType", "builder"] as const;
const OF_DEVICES = ["nvidiaJwks", "nvidiaIssuer", "challenge", "gpuModel", "gpuDriver", "gpuVbios"] as const;

/**
 * A check that was asked for and would not be made is a fault, never passed over: what is recorded would look as if it had been.
 * Throws `EVIDENCE_TRUST_MISSING`.
 */
export function checkEvidenceOptions(flags: EvidenceFlags): void {
  const { provenance, nvidiaEat, trustedRoot, predicateType = SLSA_PROVENANCE_TYPE } = flags;
  if (provenance === undefined) refuseAny(flags, OF_PROVENANCE, "--provenance FILE");
  if (nvidiaEat === undefined) refuseAny(flags, OF_DEVICES, "--nvidia-eat FILE");
  if (trustedRoot === undefined)
    refuseAny(flags, ["identity", "oidcIssuer"], "--trusted-root FILE and a Sigstore bundle");
  else refuseAny(flags, ["provenanceKey"], "no --trusted-root, for a bundle brings its own keys,");
  if (predicateType !== SLSA_PROVENANCE_TYPE)
    refuseAny(flags, ["builder"], `--predicate-type ${SLSA_PROVENANCE_TYPE}, which names a builder,`);
}

function refuseAny(flags: EvidenceFlags, unused: readonly Flag[], needed: string): void {
  const asked = unused.find((flag) => isGiven(flags[flag]));
  if (asked === undefined) return;
  throw new PlimsollError({
    code: "EVIDENCE_TRUST_MISSING",
    expected: `${needed} beside ${optionName(asked)}`,
    received: `${optionName(asked)}, and nothing that it would be held against`,
    fix: "give the evidence that is to be checked, or leave the option out",
  });
}

const isGiven = (value: EvidenceFlags[Flag]): boolean =>
  value !== undefined && (typeof value === "string" || value.length > 0);

const optionName = (flag: Flag): string => `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
