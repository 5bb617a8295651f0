import type { Pressure } from "../../actor/actor-system.ts";
import type { CertificateFault } from "../../certificate/certificate-fault.ts";
import type { LossWindowReading } from "../../certificate/loss-window.ts";
import type { ChainKey, NodeKey } from "../../event/event.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { Member } from "../../member/member.ts";
import type { Bus } from "../../ports/bus.ts";
import type { MeshNode, MeshNodeCounts } from "./mesh-node.ts";
import type { RoadStatus } from "./open-roads.ts";
import { ownEventsSeen } from "./own-events-seen.ts";
import type { QueueStatus } from "./queued-work.ts";

/** One member of the roster as a node sees it. */
export interface PeerStatus {
  readonly name: string;
  readonly key: NodeKey;
  /** Events of it that are held here, over all its incarnations. */
  readonly events: number;
  /** Of this node's own events, how many it is known to hold: by what it wrote and what it signed. Null for unknown. */
  readonly knowsOfOurs: number | null;
  /** ms since an event of it came; null where none has since this start. A guess at who lives, no more. */
  readonly heardMsAgo: number | null;
  /** Whether messages seem to reach it now. */
  readonly isReachable: boolean;
}

/** The ways to the others, and the work queue; null where there is none. */
export interface NodeRoads extends RoadStatus {
  readonly queue: QueueStatus | null;
}

/** What a node says of itself. Hashes are hexadecimal. */
export interface NodeStatus {
  readonly mesh: string;
  readonly node: NodeKey;
  readonly name: string;
  /** Another process writes with this node's key: a folder that was copied, as a rule. */
  readonly isDoubled: boolean;
  /** False while it asks its peers, after a restart, whether its disk is the newest. */
  readonly isWriting: boolean;
  /** Of the roster on which it stands; null while it stands on none. */
  readonly epoch: number | null;
  readonly roster: string | null;
  /** The roster that it was told to stand on, while it does not hold it: until it comes nothing counts here. Null: none. */
  readonly lacksAnchor: string | null;
  readonly peers: readonly PeerStatus[];
  readonly events: number;
  /** Own events in the chain that it writes. */
  readonly ownEvents: number;
  /** Events that cite what nobody has sent yet. */
  readonly waiting: number;
  /** Chains of the frontier. */
  readonly chains: number;
  readonly eventRoot: string;
  readonly stateHash: string;
  readonly intents: { readonly open: number; readonly decided: number };
  /** Thoughts on an intent that is not held. */
  readonly orphanedThoughts: number;
  /** Spent beyond what was held, over all accounts. */
  readonly overdrafts: number;
  /** The newest certificate that any survivors can rebuild. */
  readonly stable: { readonly number: number; readonly events: number; readonly digest: string } | null;
  /** Why it can make no certificate now, such as too many chains; null where it can, as far as it knows. */
  readonly certificateFault: CertificateFault | null;
  /** What would die with its holders if the blast came now. */
  readonly lossWindow: LossWindowReading;
  /** Null where whoever started it gave a bus of their own. */
  readonly roads: NodeRoads | null;
  readonly pressure: readonly Pressure[];
  readonly counts: MeshNodeCounts;
}

export interface StatusInput {
  readonly genesis: Genesis;
  readonly bus: Pick<Bus, "peers">;
  readonly node: Pick<MeshNode, "mesh" | "counts">;
  readonly nowMs: number;
  readonly isDoubled: boolean;
  readonly roads: NodeRoads | null;
}

/** Reading changes nothing (M7). */
export function nodeStatus(member: Member, { genesis, bus, node, nowMs, isDoubled, roads }: StatusInput): NodeStatus {
  const { stable } = member.certificates.book;
  const { events, chain } = member.replica;
  const intents = member.state.intents.intents();
  const open = intents.filter(({ kept }) => kept === null).length;
  const members = membersOf(member, genesis);
  const reachable = new Set(bus.peers());
  return {
    mesh: node.mesh,
    node: member.key,
    name: members.get(member.key) ?? "",
    isDoubled,
    isWriting: chain !== null,
    epoch: member.state.roster?.epoch ?? null,
    roster: member.state.roster?.event?.id ?? null,
    lacksAnchor: member.lacksAnchor,
    peers: [...members].map(([key, name]) => ({
      name,
      key,
      isReachable: key === member.key || reachable.has(key),
      ...heardOf(member, key, nowMs),
    })),
    events: events.size,
    ownEvents: chain === null ? 0 : (events.chain(chain)?.length ?? 0),
    waiting: [...member.replica.waiting()].length,
    chains: [...events.chains()].length,
    eventRoot: member.eventRoot(),
    stateHash: Buffer.from(member.state.hash()).toString("hex"),
    intents: { open, decided: intents.length - open },
    orphanedThoughts: orphanedIn(member),
    overdrafts: overdraftsOf(member),
    stable: stable === null ? null : { number: stable.number, events: stable.events, digest: stable.digest },
    certificateFault: member.certificates.hindrance,
    lossWindow: member.lossWindow(),
    roads,
    pressure: member.pressure(),
    counts: node.counts,
  };
}

/** Names by key: of the roster, and of the genesis as far as that is where it stands. */
function membersOf({ state }: Member, { members }: Genesis): ReadonlyMap<NodeKey, string> {
  const current = state.roster?.event?.body.members ?? members;
  return new Map(current.map(({ key, name }) => [key, name]));
}

function heardOf(member: Member, key: NodeKey, nowMs: number) {
  const chains = [...member.replica.events.chains()].filter((chain) => chain.key.startsWith(`${key}/`));
  const heardMs = member.heardMs(key);
  return {
    events: chains.reduce((sum, { length }) => sum + length, 0),
    knowsOfOurs: key === member.key ? null : knownTo(member, key),
    heardMsAgo: heardMs === undefined ? null : Math.max(0, nowMs - heardMs),
  };
}

function knownTo({ replica, certificates }: Member, peer: NodeKey): number | null {
  if (replica.chain === null) return null;
  const seen = ownEventsSeen(replica.events, peer, replica.chain);
  const stable = certificates.book.newestStable();
  const hasSigned = stable?.signatures.some(({ key }) => key === peer) ?? false;
  const signed = hasSigned ? lengthIn(stable?.certificate.frontier ?? [], replica.chain) : null;
  return seen === null && signed === null ? null : Math.max(seen ?? 0, signed ?? 0);
}

const lengthIn = (frontier: readonly { readonly key: ChainKey; readonly length: number }[], chain: ChainKey): number =>
  frontier.find(({ key }) => key === chain)?.length ?? 0;

const overdraftsOf = ({ state: { budget } }: Member): number =>
  budget.accounts().reduce((sum, account) => sum + budget.conserved(account).overdrafts.length, 0);

function orphanedIn({ replica: { events } }: Member): number {
  let orphaned = 0;
  for (const chain of events.chains()) {
    for (const { body } of chain.events()) {
      const isOrphan = body.kind === "thought" && body.intent !== null && events.get(body.intent) === undefined;
      orphaned += Number(isOrphan);
    }
  }
  return orphaned;
}
