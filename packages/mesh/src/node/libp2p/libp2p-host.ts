import { identify } from "@libp2p/identify";
import { kadDHT, type KadDHT, passthroughMapper } from "@libp2p/kad-dht";
import { noise } from "@libp2p/noise";
import { ping } from "@libp2p/ping";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import type { Libp2p, PeerId } from "@libp2p/interface";
import { createLibp2p } from "libp2p";
import type { NodeKey } from "../../event/event.ts";
import { COPIES } from "../transport-limits.ts";
import { nodeKeyOf, privateKeyOf } from "./node-identity.ts";

export interface Libp2pHostOptions {
  /** The node's Ed25519 seed, 32 bytes. */
  readonly seed: Uint8Array;
  /** Such as `/ip4/127.0.0.1/tcp/0`. */
  readonly listen: readonly string[];
  /** Whom a connection may be kept with. Strangers could fill the disk with blobs. */
  readonly admits: (node: NodeKey) => boolean;
  readonly connectionsMax: number;
}

export type Host = Libp2p<{ dht: KadDHT }>;

/** One libp2p node: TCP, Noise, Yamux, and a Kademlia DHT that serves as well as asks. */
export async function openHost({ seed, listen, admits, connectionsMax }: Libp2pHostOptions): Promise<Host> {
  const deny = (peer: PeerId): boolean => {
    const node = nodeKeyOf(peer);
    return node === null || !admits(node);
  };
  const dht = kadDHT({
    protocol: "/plimsoll/kad/1.0.0",
    clientMode: false,
    kBucketSize: COPIES,
    // Kademlia's alpha. The default of 10, on 10 disjoint paths, opens many streams for what 3 find as well.
    alpha: 3,
    disjointPaths: 2,
    // The default drops loopback and private addresses, and with them every site's own network.
    peerInfoMapper: passthroughMapper,
    maxInboundStreams: 1024,
    maxOutboundStreams: 1024,
    allowQueryWithZeroPeers: true,
  });
  return createLibp2p({
    privateKey: await privateKeyOf(seed),
    addresses: { listen: [...listen] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // The defaults of 5 connections per second and host suit the open Internet; peers here are admitted by key.
    connectionManager: {
      maxConnections: 2 * connectionsMax,
      dialTimeout: 20_000,
      addressDialTimeout: 20_000,
      inboundUpgradeTimeout: 20_000,
      inboundConnectionThreshold: 10_000,
      maxIncomingPendingConnections: 1_000,
    },
    // Its time-outs follow the usual delay of 1 ms and less, and would cut off a node that is merely busy.
    connectionMonitor: { pingInterval: 10_000, pingTimeout: { minTimeout: 10_000, maxTimeout: 20_000 } },
    connectionGater: {
      denyDialPeer: deny,
      denyInboundEncryptedConnection: deny,
      denyOutboundEncryptedConnection: deny,
      denyDialMultiaddr: () => false,
    },
    services: { identify: identify(), ping: ping(), dht },
  });
}
