import type { NodeStatus, PeerStatus } from "@plimsoll/mesh/node";
import type { MeshNodeView, MeshView } from "../views/mesh-view.ts";

/** What a node says of itself, as the API tells it. @param nowMs wall clock, ms since 1970 */
export function meshViewOf(status: NodeStatus, nowMs: number): MeshView {
  const { mesh, node, name, isWriting, isDoubled, epoch, peers, waiting, lossWindow, roads } = status;
  return {
    joined: true,
    mesh,
    node: name === "" ? node : name,
    isWriting,
    isDoubled,
    epoch,
    nodes: peers.map((peer) => nodeView(peer, status, nowMs)),
    frontier: Object.fromEntries(peers.map((peer) => [nameOf(peer), peer.events])),
    waitingEvents: waiting,
    dataLossEvents: lossWindow.events,
    dataLossWindowMs: Math.round(lossWindow.ageMs),
    isBrokerUp: roads?.brokers?.isUp ?? null,
  };
}

const nameOf = ({ name, key }: PeerStatus): string => (name === "" ? key : name);

function nodeView(peer: PeerStatus, { node, ownEvents }: NodeStatus, nowMs: number): MeshNodeView {
  const { key, knowsOfOurs, heardMsAgo, isReachable } = peer;
  const isSelf = key === node;
  return {
    node: nameOf(peer),
    key,
    state: isReachable ? "live" : "suspect",
    lagEvents: isSelf ? 0 : knowsOfOurs === null ? null : Math.max(0, ownEvents - knowsOfOurs),
    lastHeardAt: isSelf ? nowMs : heardMsAgo === null ? null : Math.round(nowMs - heardMsAgo),
  };
}
