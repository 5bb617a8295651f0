import type { NodeStatus, PeerStatus } from "@plimsoll/mesh/node";
import { textTable } from "../../output/text-table.ts";

/** A screen has room for so many peers; the table is not live. */
const PEERS_SHOWN = 20;

/** The figures of a status that fit into one line of JSON for each round. */
export type ShortStatus = Omit<NodeStatus, "peers" | "pressure"> & {
  readonly members: number;
  readonly reachable: number;
};

export const shortStatus = ({ peers, pressure: _pressure, ...status }: NodeStatus): ShortStatus => ({
  ...status,
  members: peers.length,
  reachable: peers.filter(({ isReachable }) => isReachable).length,
});

/** One line, for logs. */
export function statusLine(status: NodeStatus): string {
  const { peers, events, intents, lossWindow } = status;
  const reachable = peers.filter(({ isReachable }) => isReachable).length;
  const parts = [
    `${events} events`,
    `${reachable} of ${peers.length} reachable`,
    `${intents.open} intents open`,
    `${intents.decided} decided`,
    `certificate ${stableText(status)}`,
    ...(status.isDoubled ? ["DOUBLED"] : []),
    `a loss now would cost ${lossWindow.events} events`,
  ];
  return parts.join(", ");
}

/** The whole status, for a terminal. */
export function statusLines(status: NodeStatus, peersShown = PEERS_SHOWN): string[] {
  const shown = status.peers.slice(0, peersShown);
  const more = status.peers.length > shown.length ? [`and ${status.peers.length - shown.length} more`] : [];
  return [...headLines(status), "", ...peerLines(shown, status.ownEvents), ...more];
}

function headLines(status: NodeStatus): string[] {
  const {
    name,
    mesh,
    epoch,
    events,
    waiting,
    chains,
    eventRoot,
    stateHash,
    intents,
    lossWindow,
    isWriting,
    roads,
    isDoubled,
  } = status;
  const rows = [
    ["node", `${name}, mesh ${mesh.slice(0, 12)}, ${epoch === null ? "stands on no roster" : `epoch ${epoch}`}`],
    ["events", `${events} in ${chains} chains${waiting === 0 ? "" : `, ${waiting} wait for what nobody has sent`}`],
    ["frontier", eventRoot],
    ["state", stateHash],
    ["intents", `${intents.open} open, ${intents.decided} decided`],
    ["certificate", stableText(status)],
    ["loss now", `${lossWindow.events} events, the oldest ${seconds(lossWindow.ageMs)} old`],
    ...roadRows(roads),
    ...(isDoubled
      ? [["DOUBLED", "another process writes with this node's key: stop one, and never copy a folder"]]
      : []),
    ...(isWriting ? [] : [["writes", "not yet: it asks its peers whether its disk is the newest"]]),
    ...anchorRow(status),
    ...certificateFaultRow(status),
    ...refusedRow(status),
  ];
  return textTable(rows).trimEnd().split("\n");
}

function anchorRow({ lacksAnchor }: NodeStatus): string[][] {
  if (lacksAnchor === null) return [];
  const why = "was told to stand on it and does not hold it: nothing counts here until another member sends it";
  return [["NO ROSTER", `${lacksAnchor.slice(0, 12)}: ${why}`]];
}

function certificateFaultRow({ certificateFault }: NodeStatus): string[][] {
  return certificateFault === null ? [] : [["NO CERTIFICATE", `${certificateFault.detail} (${certificateFault.code})`]];
}

/** What others sent and this node did not take. */
function refusedRow({ counts: { malformed, faulty } }: NodeStatus): string[][] {
  if (malformed + faulty === 0) return [];
  const parts = [
    ...(malformed === 0 ? [] : [`${malformed} messages that could not be read`]),
    ...(faulty === 0 ? [] : [`${faulty} events or certificates that do not hold or are of another roster`]),
  ];
  return [["refused", parts.join(", ")]];
}

/** How its ways to the others are: brokers, their queue, and straight roads. */
function roadRows(roads: NodeStatus["roads"]): string[][] {
  if (roads === null) return [];
  const { brokers, queue, straight } = roads;
  return [
    ...(brokers === null
      ? []
      : [["brokers", brokers.isUp ? "connected" : (brokers.fault?.message ?? "not connected")]]),
    ...(queue === null ? [] : [["work queue", queueText(queue)]]),
    ...(straight === null ? [] : [["straight roads", String(straight.connected)]]),
  ];
}

const queueText = ({
  isOpen,
  message,
  offered,
  taken,
}: NonNullable<NonNullable<NodeStatus["roads"]>["queue"]>): string =>
  isOpen ? `${offered} handed in, ${taken} taken out` : `closed: ${message ?? "not opened yet"}`;

function peerLines(peers: readonly PeerStatus[], ownEvents: number): string[] {
  const rows = peers.map(({ name, events, knowsOfOurs, heardMsAgo, isReachable }) => [
    name,
    isReachable ? "yes" : "no",
    String(events),
    knowsOfOurs === null ? "–" : `${knowsOfOurs} of ${ownEvents}`,
    wroteText(events, heardMsAgo),
  ]);
  return textTable([["member", "reachable", "its events", "has of ours", "wrote"], ...rows])
    .trimEnd()
    .split("\n");
}

/** What a journal held at the start was written before, whenever that was. */
function wroteText(events: number, heardMsAgo: number | null): string {
  if (heardMsAgo !== null) return `${seconds(heardMsAgo)} ago`;
  return events === 0 ? "never" : "before this start";
}

const stableText = ({ stable }: NodeStatus): string =>
  stable === null ? "none yet" : `${stable.number} over ${stable.events} events`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
