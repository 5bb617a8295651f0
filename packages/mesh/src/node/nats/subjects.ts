import { hash } from "node:crypto";
import type { NodeKey } from "../../event/event.ts";

/** Names on the broker. `mesh` is the digest of the genesis, so that two meshes share a broker without meeting. */
export const inboxSubject = (mesh: string, node: NodeKey): string => `plimsoll.${mesh}.inbox.${node}`;
export const gossipSubject = (mesh: string): string => `plimsoll.${mesh}.gossip`;
export const laneSubject = (mesh: string, lane: string): string => `plimsoll.${mesh}.intent.${laneToken(lane)}`;
export const allLanesSubject = (mesh: string): string => `plimsoll.${mesh}.intent.*`;
export const streamName = (mesh: string): string => `plimsoll-${mesh}-intent`;
export const consumerName = (lane: string): string => `lane-${laneToken(lane)}`;

/** A lane may have any name, a token of NATS may not: other names go by their digest. */
function laneToken(lane: string): string {
  return /^[a-z0-9-]{1,32}$/.test(lane) ? lane : `_${hash("sha256", lane, "hex").slice(0, 32)}`;
}
