import { multiaddr } from "@multiformats/multiaddr";
import type { SigningKey } from "@plimsoll/foundation/node";
import type { NodeKey } from "../../event/event.ts";
import type { LiveBus } from "../bus-counts.ts";
import { FallbackBus } from "../fallback-bus.ts";
import { Libp2pTransport } from "../libp2p/libp2p-transport.ts";
import { signerOf } from "../native-cryptography.ts";
import { NatsBus } from "../nats/nats-bus.ts";
import { seedOf } from "./node-folder.ts";

export interface RoadOptions {
  readonly mesh: string;
  readonly key: SigningKey;
  /** Servers of NATS, `host:port` or `nats://host:port`; none for no brokers. */
  readonly nats: readonly string[];
  /** Addresses of libp2p to listen on; none, and no peers, for brokers alone. */
  readonly listen: readonly string[];
  /** Addresses of peers that are dialled for ever. */
  readonly peers: readonly string[];
  readonly admits: (node: NodeKey) => boolean;
  readonly meshSize: () => number;
}

export interface Roads {
  readonly bus: LiveBus;
  /** Where others reach this node without a broker. */
  readonly addresses: readonly string[];
}

/** The ways to the others: brokers, straight ones, or brokers first and straight ones when they are down. */
export async function openRoads(options: RoadOptions): Promise<Roads> {
  const { nats, listen, peers } = options;
  // Before anything is opened that a bad address would leave behind.
  for (const address of [...listen, ...peers]) multiaddr(address);
  const straight = listen.length > 0 || peers.length > 0 || nats.length === 0 ? await openStraight(options) : null;
  if (nats.length === 0 && straight !== null) return { bus: straight, addresses: straight.addresses };
  const first = new NatsBus({ mesh: options.mesh, node: signerOf(options.key).key, servers: nats });
  if (straight === null) return { bus: first, addresses: [] };
  return { bus: new FallbackBus({ first, second: straight }), addresses: straight.addresses };
}

const openStraight = async ({ key, listen, peers, admits, meshSize }: RoadOptions): Promise<Libp2pTransport> =>
  Libp2pTransport.open({ seed: seedOf(key), listen, addresses: peers, admits, meshSize });
