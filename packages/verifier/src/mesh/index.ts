export type { EventFile } from "./event-frames.ts";
export { BrokenInput, type Finding, type FindingCode, type Weight } from "./finding.ts";
export { runMeshCli } from "./mesh-cli.ts";
export type { CertificateVerdict, MeshVerdict } from "./verdict.ts";
export { type MeshEvidence, verifyMesh } from "./verify-mesh.ts";
