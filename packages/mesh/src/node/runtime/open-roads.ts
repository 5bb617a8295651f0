import { multiaddr } from "@multiformats/multiaddr";
import type { SigningKey } from "@plimsoll/foundation/node";
import type { NodeKey } from "../../event/event.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { WorkQueue } from "../../ports/work-queue.ts";
import type { LiveBus } from "../bus-counts.ts";
import { FallbackBus } from "../fallback-bus.ts";
import { FolderShelf } from "../libp2p/blob-shelf.ts";
import { Libp2pTransport } from "../libp2p/libp2p-transport.ts";
import { nativeCryptography, signerOf } from "../native-cryptography.ts";
import type { BrokerFault } from "../nats/broker-fault.ts";
import { type NatsAccess, natsAccess, type NatsAccessFiles } from "../nats/nats-access.ts";
import { NatsBus } from "../nats/nats-bus.ts";
import { NatsWorkQueue } from "../nats/nats-work-queue.ts";
import { checkMonitorAddress, checkServerAddress } from "../nats/server-address.ts";
import { nodeFolder, seedOf } from "./node-folder.ts";

/** Where the others are reached. */
export interface RoadPlan {
  /** Servers of NATS: `host:port`, `nats://host:port`, or `tls://host:port`; none for no brokers. */
  readonly nats: readonly string[];
  /** What the servers want to see. */
  readonly natsAccess?: NatsAccessFiles;
  /** `http://host:port` of every server's monitor: with them intents go over a work queue, too. */
  readonly natsMonitors?: readonly string[];
  /** Addresses of libp2p to listen on; none, and no peers, for brokers alone. */
  readonly listen: readonly string[];
  /** Addresses of peers that are dialled for ever. */
  readonly peers: readonly string[];
  /** Bytes of other nodes' and own blobs that are held at most. */
  readonly blobBytesMax?: number;
  /** Hears why there is no connection to a broker. */
  readonly onBrokerFault?: (fault: BrokerFault) => void;
}

export interface RoadOptions extends RoadPlan {
  readonly folder: string;
  readonly mesh: string;
  readonly key: SigningKey;
  readonly admits: (node: NodeKey) => boolean;
  readonly meshSize: () => number;
}

/** How the ways to the others are. */
export interface RoadStatus {
  /** Null where there are none to go over. */
  readonly brokers: {
    readonly isUp: boolean;
    readonly fault: BrokerFault | null;
    /** What came over them and was dropped: malformed, not signed by the member that it names, a repetition, or too late. */
    readonly refused: number;
  } | null;
  /** Peers with a straight connection; null where there are none to go over. */
  readonly straight: { readonly connected: number } | null;
}

export interface Roads {
  readonly bus: LiveBus;
  /** Null where there are brokers alone. */
  readonly blobs: BlobStore | null;
  /** Null where no monitors were given. */
  readonly openQueue: (() => Promise<WorkQueue>) | null;
  /** Where others reach this node without a broker. */
  readonly addresses: readonly string[];
  status(): RoadStatus;
}

/** The ways to the others: brokers, straight ones, or brokers first and straight ones when they are down. */
export async function openRoads(options: RoadOptions): Promise<Roads> {
  const { nats, listen, peers } = options;
  checkAddresses(options);
  const access = natsAccess(options.natsAccess ?? {}, nats);
  const straight = listen.length > 0 || peers.length > 0 || nats.length === 0 ? await openStraight(options) : null;
  const brokers = nats.length === 0 ? null : openBrokers(options, access);
  return {
    bus: busOf(brokers, straight),
    blobs: straight,
    openQueue: queueOf(options, access),
    addresses: straight?.addresses ?? [],
    status: () => ({
      brokers: brokers && { isUp: brokers.isUp(), fault: brokers.fault, refused: brokers.counts().droppedIn },
      straight: straight && { connected: straight.peers().length },
    }),
  };
}

/** Before anything is opened that a bad address would leave behind. */
function checkAddresses({ nats, natsMonitors = [], listen, peers }: RoadPlan): void {
  for (const address of [...listen, ...peers]) multiaddr(address);
  for (const server of nats) checkServerAddress(server);
  for (const monitor of natsMonitors) checkMonitorAddress(monitor);
}

function busOf(first: NatsBus | null, second: Libp2pTransport | null): LiveBus {
  if (first !== null && second !== null) return new FallbackBus({ first, second });
  const only = first ?? second;
  if (only === null) throw new TypeError("without brokers a straight road was opened");
  return only;
}

function openBrokers({ mesh, key, admits, nats, onBrokerFault }: RoadOptions, access: NatsAccess): NatsBus {
  const hears = onBrokerFault === undefined ? {} : { onFault: onBrokerFault };
  const proof = { signer: signerOf(key), crypto: nativeCryptography(), admits };
  return new NatsBus({ mesh, servers: nats, access, ...proof, ...hears });
}

function queueOf({ mesh, key, nats, natsMonitors = [] }: RoadOptions, access: NatsAccess): Roads["openQueue"] {
  if (nats.length === 0 || natsMonitors.length === 0) return null;
  const name = `plimsoll work ${signerOf(key).key.slice(0, 8)}`;
  const monitors = natsMonitors.map((monitor) => monitor.replace(/\/$/u, ""));
  return () => NatsWorkQueue.open({ mesh, name, servers: nats, monitors, access });
}

async function openStraight(options: RoadOptions): Promise<Libp2pTransport> {
  const { folder, key, listen, peers, admits, meshSize, blobBytesMax = BLOB_BYTES_MAX } = options;
  const shelf = await FolderShelf.open(nodeFolder(folder).blobs, blobBytesMax);
  return Libp2pTransport.open({ seed: seedOf(key), listen, addresses: peers, admits, meshSize, shelf });
}

/** What is held for others, by default. */
const BLOB_BYTES_MAX = 1024 * 1024 * 1024;
