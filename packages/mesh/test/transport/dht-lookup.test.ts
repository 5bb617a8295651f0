import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { NodeKey } from "../../src/event/event.ts";
import { DhtLookup } from "../../src/node/libp2p/dht-lookup.ts";
import { type Host, openHost } from "../../src/node/libp2p/libp2p-host.ts";
import { nodeKeyOf } from "../../src/node/libp2p/node-identity.ts";
import { PeerKeeper } from "../../src/node/libp2p/peer-keeper.ts";
import { XorSpace } from "../../src/node/libp2p/xor-distance.ts";

const HOSTS = 24;

test("ME-346 placement without a lookup goes where kad-dht's own lookup would go", async () => {
  const { hosts, close } = await openHosts();
  const [first] = hosts as [Host];
  const keys = hosts.map((host) => nodeKeyOf(host.peerId) as NodeKey);
  const lookup = new DhtLookup(first);
  const shares = [];
  for (const digest of [0, 1, 2].map((index) => sha256(`content ${index}`))) {
    const direct = new XorSpace().closest(digest, keys.slice(1), 20);
    const found = (await lookup.closest(digest)).filter((node) => node !== keys[0]);
    shares.push(found.filter((node) => direct.includes(node)).length / found.length);
    expect(found.length).toBeGreaterThanOrEqual(15);
  }
  lookup.close();
  await close();
  expect(Math.min(...shares)).toBe(1);
}, 180_000);

async function openHosts(): Promise<{ hosts: readonly Host[]; close: () => Promise<void> }> {
  const admits = (): boolean => true;
  const hosts: Host[] = [];
  const keepers: PeerKeeper[] = [];
  for (let index = 0; index < HOSTS; index++) {
    const seed = createHash("sha256").update(`host ${index}`).digest();
    const host = await openHost({ seed, listen: ["/ip4/127.0.0.1/tcp/0"], admits, connectionsMax: 256 });
    const addresses = hosts.flatMap((host) => host.getMultiaddrs().map(String));
    const self = nodeKeyOf(host.peerId) as NodeKey;
    keepers.push(new PeerKeeper({ host, self, admits, addresses, connectionsMax: 256, meshSize: () => HOSTS }));
    hosts.push(host);
    while (!keepers.every((keeper) => keeper.connected().length === index)) await pause(10);
  }
  return {
    hosts,
    close: async () => {
      for (const keeper of keepers) keeper.close();
      await Promise.all(hosts.map(async (host) => host.stop()));
    },
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
