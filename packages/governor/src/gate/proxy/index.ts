export { type ApiUsage, ApiUsageCounter, type ApiUsageMeter, readUsage } from "./api-usage.ts";
export { EdgeSpool } from "./edge-spool.ts";
export { type EdgeSink, EdgeWatch, type ObservedEdge } from "./edge-watch.ts";
export { deploymentAtGate, EmbeddedSite } from "./embedded-site.ts";
export { followFeedFile } from "./feed-file.ts";
export { followFeedUrl } from "./feed-url.ts";
export type { Standing } from "./gate-standing.ts";
export {
  type GateProxy,
  type GateProxyOptions,
  type GateStatus,
  type ListenAddress,
  openGateProxy,
} from "./open-gate-proxy.ts";
export type { GateRefusalCode } from "./problem.ts";
export type { ProxyLimits } from "./proxy-limits.ts";
export { watchTokenFile } from "./token-file.ts";
