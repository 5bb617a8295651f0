import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NodeKey } from "../../src/event/event.ts";
import type { Bus } from "../../src/ports/bus.ts";

/** Some buses of one mesh, and the world that they live in. */
export interface BusWorld {
  /** At least three, and none of them alone: each has the others as peers, or will have soon. */
  readonly nodes: readonly { readonly key: NodeKey; readonly bus: Bus }[];
  /** Lets the world go on until the condition holds; rejects when it does not within reason. A simulated world runs its own clock here. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface BusContractOptions {
  /** A bus that loses messages by design is asked for most of them only. */
  readonly lossy?: boolean;
}

/** What every `Bus` does, whatever carries it. `open` makes a fresh world. */
export function busContract(
  name: string,
  open: () => Promise<BusWorld>,
  { lossy = false }: BusContractOptions = {},
): void {
  describe(`bus contract: ${name}`, () => {
    let world: BusWorld;
    const received = new Map<NodeKey, { from: NodeKey; message: Uint8Array }[]>();
    const node = (index: number): BusWorld["nodes"][number] => {
      const found = world.nodes[index];
      if (found === undefined) throw new Error(`a world of ${world.nodes.length} nodes has no node ${index}`);
      return found;
    };
    const inboxOf = (index: number): { from: NodeKey; message: Uint8Array }[] => received.get(node(index).key) ?? [];
    const allAreKnown = (): boolean => world.nodes.every(({ bus }) => bus.peers().length === world.nodes.length - 1);

    beforeAll(async () => {
      world = await open();
      for (const { key, bus } of world.nodes) {
        received.set(key, []);
        bus.onMessage((from, message) => received.get(key)?.push({ from, message: Uint8Array.from(message) }));
      }
      await world.until(allAreKnown);
    }, 60_000);
    afterAll(async () => world?.close(), 30_000);

    test("ME-320 peers are the others, without oneself", () => {
      for (const { key, bus } of world.nodes) {
        const others = world.nodes.map((other) => other.key).filter((other) => other !== key);
        expect([...bus.peers()].sort()).toEqual(others.sort());
      }
    });

    test("ME-320 a message arrives at the one it is for, with its bytes and its sender", async () => {
      const message = Uint8Array.of(0, 1, 2, 255);
      await sentUntil(
        () => node(0).bus.send(node(1).key, message),
        () => inboxOf(1).length > 0,
      );
      expect(inboxOf(1)[0]).toEqual({ from: node(0).key, message });
      expect(inboxOf(2)).toEqual([]);
    });

    test("ME-320 an empty message arrives", async () => {
      const before = inboxOf(0).length;
      await sentUntil(
        () => node(2).bus.send(node(0).key, new Uint8Array()),
        () => inboxOf(0).length > before,
      );
      expect(inboxOf(0).at(-1)).toEqual({ from: node(2).key, message: new Uint8Array() });
    });

    test("ME-321 a message larger than what the carrier takes at once arrives whole", async () => {
      const large = new Uint8Array(3 * 1024 * 1024 + 17).map((_, index) => index % 251);
      const isLarge = (): boolean => inboxOf(2).some(({ message }) => message.length === large.length);
      await sentUntil(() => node(0).bus.send(node(2).key, large), isLarge);
      const arrived = inboxOf(2).find(({ message }) => message.length === large.length);
      expect(Buffer.compare(arrived?.message ?? new Uint8Array(), large)).toBe(0);
    });

    test("ME-320 many messages both ways", async () => {
      const marked = (index: number): number => inboxOf(index).filter(({ message }) => message[0] === 77).length;
      for (let count = 0; count < 200; count++) {
        node(0).bus.send(node(1).key, Uint8Array.of(77, count));
        node(1).bus.send(node(0).key, Uint8Array.of(77, count));
      }
      const wanted = lossy ? 100 : 200;
      await world.until(() => marked(0) >= wanted && marked(1) >= wanted);
      expect(marked(0)).toBeGreaterThanOrEqual(wanted);
    });

    test("ME-322 sending to a stranger neither throws nor hinders others", async () => {
      expect(() => node(0).bus.send("ab".repeat(32), Uint8Array.of(9))).not.toThrow();
      const before = inboxOf(1).length;
      await sentUntil(
        () => node(0).bus.send(node(1).key, Uint8Array.of(5)),
        () => inboxOf(1).length > before,
      );
      expect(inboxOf(1).length).toBeGreaterThan(before);
    });

    test("ME-322 a closed bus sends nothing, receives nothing and does not throw", async () => {
      await node(2).bus.close();
      const before = inboxOf(2).length;
      expect(() => node(2).bus.send(node(0).key, Uint8Array.of(66))).not.toThrow();
      expect(() => node(0).bus.send(node(2).key, Uint8Array.of(67))).not.toThrow();
      const heard = inboxOf(1).length;
      await sentUntil(
        () => node(0).bus.send(node(1).key, Uint8Array.of(68)),
        () => inboxOf(1).length > heard,
      );
      expect(inboxOf(2).length).toBe(before);
      expect(inboxOf(0).some(({ message }) => message.length === 1 && message[0] === 66)).toBe(false);
    });

    /** A lossy bus is asked again, as the sync of the set would. */
    async function sentUntil(send: () => void, condition: () => boolean): Promise<void> {
      for (let attempt = 1; attempt < (lossy ? 20 : 1); attempt++) {
        send();
        if (
          await world.until(condition).then(
            () => true,
            () => false,
          )
        )
          return;
      }
      send();
      await world.until(condition);
    }
  });
}
