export { type NodeService, type NodeServiceOptions, serveNode } from "./runtime/node-service.ts";
export { type StartedNode, startNode, type StartOptions } from "./runtime/start-node.ts";
export type { NodeBrief } from "./runtime/node-brief.ts";
export type { NodeStatus, PeerStatus } from "./runtime/node-status.ts";
export type { ControlRequest } from "./runtime/control-answers.ts";
export { askNode, askNodeItems } from "./runtime/control-socket.ts";
export {
  makeNodeFolder,
  makeNodeKey,
  nodeFolder,
  placeGenesis,
  readGenesis,
  readNodeFolder,
} from "./runtime/node-folder.ts";
export { certificateIn } from "./runtime/certificate-file.ts";
export { evidenceFolder, EvidenceWriter } from "./runtime/evidence-folder.ts";
export { openStoppedNode, type StoppedNode } from "./runtime/stopped-node.ts";
export { recoverFolders, type RecoveredFolders } from "./runtime/recover-folders.ts";
export { openSuccessor, type OpenedSuccessor, type SuccessorOptions } from "./runtime/successor-folders.ts";
export { writeEvidence } from "./runtime/write-evidence.ts";
export { encodeSignedCertificate } from "../certificate/signed-certificate.ts";
export type { SiteAnswer, SiteDesk } from "./site/site-desk.ts";
export type { SiteReport } from "./site/site-report.ts";
export { type MeshSites, placeSites } from "./site/sites-file.ts";
export { hashEncoder } from "./worker/encoder.ts";
export { nativeCryptography, signerOf } from "./native-cryptography.ts";
export { FallbackBus } from "./fallback-bus.ts";
export type { BrokerFault } from "./nats/broker-fault.ts";
export { natsServerConfig, type NatsServerSettings } from "./nats/nats-server-config.ts";
export { NatsBus } from "./nats/nats-bus.ts";
export { Libp2pTransport } from "./libp2p/libp2p-transport.ts";
export { BLOB_BYTES_MAX } from "./transport-limits.ts";
export { endpointWorker } from "./worker/endpoint-worker.ts";
export { localWorker } from "./worker/local-worker.ts";
