export { ATTESTATION_REFUSALS, type AttestationRefusal, type AttestationRefusalCode } from "./attestation-refusal.ts";
export { es384KeysIn } from "./es384-token.ts";
export { type Evidence, evidenceDigest } from "./evidence-digest.ts";
export { type ExpectedStatement, type VerifiedStatement, verifyInTotoStatement } from "./in-toto-statement.ts";
export { loadSigstore } from "./load-sigstore.ts";
export { type AttestedNode, signNodeAttestation, verifyNodeAttestation } from "./node-attestation.ts";
export { type ExpectedGpus, gpuNonce, verifyNvidiaEat } from "./nvidia-eat.ts";
export { checkBuilder, SLSA_PROVENANCE_TYPE, verifySlsaProvenance } from "./slsa-provenance.ts";
export { trustedKeyFromPem } from "./trusted-key.ts";
