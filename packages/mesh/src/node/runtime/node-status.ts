import type { Pressure } from "../../actor/actor-system.ts";
import type { LossWindowReading } from "../../certificate/loss-window.ts";
import type { NodeKey } from "../../event/event.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { Member } from "../../member/member.ts";
import type { MeshNodeCounts } from "./mesh-node.ts";

/** One member of the roster as a node sees it. */
export interface PeerStatus {
  readonly name: string;
  readonly key: NodeKey;
  /** Events of it that are held here, over all its incarnations. */
  readonly events: number;
  /** ms since an event of it came; null for never. A guess at who lives, no more. */
  readonly heardMsAgo: number | null;
}

/** What a node says of itself. Hashes are hexadecimal. */
export interface NodeStatus {
  readonly mesh: string;
  readonly node: NodeKey;
  readonly name: string;
  /** False while it asks its peers, after a restart, whether its disk is the newest. */
  readonly isWriting: boolean;
  readonly epoch: number | null;
  readonly peers: readonly PeerStatus[];
  readonly events: number;
  /** Events that cite what nobody has sent yet. */
  readonly waiting: number;
  readonly eventRoot: string;
  readonly stateHash: string;
  readonly intents: { readonly open: number; readonly decided: number };
  /** The newest certificate that any survivors can rebuild. */
  readonly stable: { readonly number: number; readonly events: number; readonly digest: string } | null;
  /** What would die with its holders if the blast came now. */
  readonly lossWindow: LossWindowReading;
  readonly pressure: readonly Pressure[];
  readonly counts: MeshNodeCounts;
}

/** Reading changes nothing (M7). */
export function nodeStatus(
  member: Member,
  { genesis, mesh, counts, nowMs }: { genesis: Genesis; mesh: string; counts: MeshNodeCounts; nowMs: number },
): NodeStatus {
  const stable = member.certificates.book.stable;
  const intents = member.state.intents.intents();
  const open = intents.filter(({ kept }) => kept === null).length;
  return {
    mesh,
    node: member.key,
    name: genesis.members.find(({ key }) => key === member.key)?.name ?? "",
    isWriting: member.replica.chain !== null,
    epoch: member.state.roster?.epoch ?? null,
    peers: genesis.members.map(({ key, name }) => ({ name, key, ...heardOf(member, key, nowMs) })),
    events: member.replica.events.size,
    waiting: [...member.replica.waiting()].length,
    eventRoot: member.eventRoot(),
    stateHash: Buffer.from(member.state.hash()).toString("hex"),
    intents: { open, decided: intents.length - open },
    stable: stable === null ? null : { number: stable.number, events: stable.events, digest: stable.digest },
    lossWindow: member.lossWindow(),
    pressure: member.pressure(),
    counts,
  };
}

function heardOf(member: Member, key: NodeKey, nowMs: number): Pick<PeerStatus, "events" | "heardMsAgo"> {
  const chains = [...member.replica.events.chains()].filter((chain) => chain.key.startsWith(`${key}/`));
  const heardMs = member.heardMs(key);
  return {
    events: chains.reduce((sum, { length }) => sum + length, 0),
    heardMsAgo: heardMs === undefined ? null : nowMs - heardMs,
  };
}
