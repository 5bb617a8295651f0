import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A process that can still change a locked file, by what it opened before. */
export interface SnapshotWriter {
  readonly pid: number;
  readonly path: string;
  /** By a descriptor that is open for writing, or by shared memory that it maps from the file. */
  readonly by: "descriptor" | "mapping";
}

/** Who could still write to these files of a snapshot. */
export type WriterSearch = (root: string, paths: readonly string[]) => readonly SnapshotWriter[];

/**
 * Looks through `/proc` (proc_pid_fdinfo(5), proc_pid_maps(5)). Neither a mode nor the immutable attribute stops who opened a file for
 * writing before, nor who mapped it and closed it. Sees the processes that we may look into: all of them as root, else our own.
 */
export const writersInProc: WriterSearch = (root, paths) => {
  const known = new Map(paths.map((path) => [identityOf(join(root, path)), path]));
  return processes().flatMap((pid) => [...byDescriptor(pid, known), ...byMapping(pid, known)]);
};

type Known = ReadonlyMap<string, string>;

const PROC = "/proc";

const processes = (): number[] =>
  attempt(() => readdirSync(PROC), [])
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function byDescriptor(pid: number, known: Known): SnapshotWriter[] {
  const folder = join(PROC, String(pid), "fd");
  return attempt(() => readdirSync(folder), []).flatMap((descriptor): SnapshotWriter[] => {
    const path = attempt(() => known.get(identityOf(join(folder, descriptor))), undefined);
    return path !== undefined && isOpenForWriting(pid, descriptor) ? [{ pid, path, by: "descriptor" }] : [];
  });
}

/** `flags` is octal; its last two bits are O_RDONLY, O_WRONLY or O_RDWR. What cannot be read may be a writer. */
function isOpenForWriting(pid: number, descriptor: string): boolean {
  const text = attempt(() => readFileSync(join(PROC, String(pid), "fdinfo", descriptor), "utf8"), "");
  const flags = /^flags:\s*([0-7]+)$/m.exec(text)?.[1];
  return flags === undefined || (Number.parseInt(flags, 8) & 3) !== 0;
}

/** A shared mapping with the right to write: `rw-s`, or one that may still get that right is not told apart. */
const MAPPING = /^[0-9a-f]+-[0-9a-f]+ .w.s [0-9a-f]+ ([0-9a-f]+):([0-9a-f]+) (\d+)/gm;

function byMapping(pid: number, known: Known): SnapshotWriter[] {
  const maps = attempt(() => readFileSync(join(PROC, String(pid), "maps"), "utf8"), "");
  return [...maps.matchAll(MAPPING)].flatMap(([, major = "0", minor = "0", inode]): SnapshotWriter[] => {
    const device = deviceNumber(Number.parseInt(major, 16), Number.parseInt(minor, 16));
    const path = known.get(`${device}:${inode}`);
    return path === undefined ? [] : [{ pid, path, by: "mapping" }];
  });
}

/** As `stat(2)` packs them on Linux (glibc makedev). */
const deviceNumber = (major: number, minor: number): bigint => {
  const [high, low] = [BigInt(major), BigInt(minor)];
  return ((high & 0xfffn) << 8n) | ((high & ~0xfffn) << 32n) | (low & 0xffn) | ((low & ~0xffn) << 12n);
};

function identityOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

/** Processes end while one looks at them. */
function attempt<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
