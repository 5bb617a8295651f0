import type { RandomStream } from "@plimsoll/foundation";
import type { Disk } from "../../src/ports/disk.ts";
import type { SimulatedDisk } from "../../src/simulated/disk/simulated-disk.ts";

export class MachineDied extends Error {}

/** A disk whose machine dies at the n-th operation: before it, in the middle of it, or after it and before the answer. */
export function dyingDisk(disk: SimulatedDisk, operations: number, random: RandomStream): Disk {
  let left = operations;
  const run = async <T>(whole: () => T, half: () => void = () => {}): Promise<T> => {
    left -= 1;
    if (left < 0) throw new MachineDied();
    if (left > 0) return whole();
    const fate = random.below(3);
    if (fate === 1) half();
    if (fate === 2) whole();
    throw new MachineDied();
  };
  return {
    list: () => run(() => disk.list()),
    read: (file) => run(() => disk.read(file)),
    append: (file, bytes) =>
      run(
        () => disk.append(file, bytes),
        () => disk.append(file, bytes.subarray(0, random.below(bytes.length + 1))),
      ),
    sync: (file) => run(() => disk.sync(file)),
    replace: (file, bytes) => run(() => disk.replace(file, bytes)),
    truncate: (file, length) => run(() => disk.truncate(file, length)),
    remove: (file) => run(() => disk.remove(file)),
  };
}
