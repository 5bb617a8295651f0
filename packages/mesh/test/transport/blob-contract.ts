import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BlobStore } from "../../src/ports/blob-store.ts";

/** Blob stores of one mesh. */
export interface BlobWorld {
  /** At least three that know one another, or will soon. */
  readonly stores: readonly BlobStore[];
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** What every `BlobStore` does. `open` makes a fresh world. */
export function blobContract(name: string, open: () => Promise<BlobWorld>, largeBytes = 3 * 1024 * 1024 + 5): void {
  describe(`blob contract: ${name}`, () => {
    let world: BlobWorld;
    const store = (index: number): BlobStore => world.stores.at(index) as BlobStore;
    const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

    beforeAll(async () => {
      world = await open();
    }, 60_000);
    afterAll(async () => world?.close(), 30_000);

    /** Promises inside a simulated world settle only while it runs. */
    async function settled<T>(promise: Promise<T>): Promise<T> {
      let isSettled = false;
      const mark = (): void => void (isSettled = true);
      promise.then(mark, mark);
      await world.until(() => isSettled);
      return promise;
    }

    test("ME-341 content is put under its SHA-256 and every node gets it", async () => {
      const content = Uint8Array.of(1, 2, 3);
      const receipt = await settled(store(0).put(content));
      expect(receipt.digest).toBe(sha256(content));
      expect(receipt.copies).toBeGreaterThanOrEqual(Math.min(20, world.stores.length));
      expect(receipt.survives99PercentPpm).toBeGreaterThan(0);
      for (const other of world.stores) expect(await settled(other.get(receipt.digest))).toEqual(content);
    });

    test("ME-341 large and empty content too", async () => {
      for (const content of [new Uint8Array(largeBytes).map((_, index) => (index * 31) % 253), new Uint8Array()]) {
        const { digest } = await settled(store(1).put(content));
        const got = await settled(store(-1).get(digest));
        expect(got === null ? -1 : Buffer.compare(got, content)).toBe(0);
      }
    });

    test("ME-341 what nobody holds is null", async () => {
      expect(await settled(store(0).get(sha256(Uint8Array.of(9, 9, 9))))).toBeNull();
      expect(await settled(store(0).get("no digest"))).toBeNull();
    });

    test("ME-341 the one who put it may go", async () => {
      const content = Uint8Array.of(4, 5, 6);
      const { digest } = await settled(store(0).put(content));
      await settled(store(0).close());
      expect(await settled(store(1).get(digest))).toEqual(content);
    });
  });
}
