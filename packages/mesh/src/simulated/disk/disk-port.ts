import type { Disk } from "../../ports/disk.ts";
import type { SimulatedDisk } from "./simulated-disk.ts";

/**
 * A simulated disk behind the port. `sleep` waits for a sync that takes its time; what is appended meanwhile is not covered.
 */
export const diskPort = (disk: SimulatedDisk, sleep: (ms: number) => Promise<void> = async () => {}): Disk => ({
  list: async () => disk.list(),
  read: async (file) => disk.read(file),
  append: async (file, bytes) => disk.append(file, bytes),
  sync: async (file) => {
    const pending = disk.beginSync(file);
    await sleep(disk.syncMs);
    disk.finishSync(pending);
  },
  replace: async (file, bytes) => disk.replace(file, bytes),
  truncate: async (file, length) => disk.truncate(file, length),
  remove: async (file) => disk.remove(file),
});
