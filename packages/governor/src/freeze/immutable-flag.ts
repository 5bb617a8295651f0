import { spawnSync } from "node:child_process";

/**
 * The file system's immutable attribute (`ioctl_iflags(2)`, FS_IMMUTABLE_FL): the one lock that binds root as well.
 * It needs CAP_LINUX_IMMUTABLE and a file system that has it; where either is missing, nothing is set and nothing claimed.
 */
export interface ImmutableFlag {
  /** Sets or clears it on files and directories; what cannot be changed stays as it is. */
  change(paths: readonly string[], wanted: boolean): void;
  /** Which of the paths carry it, read back from the file system. */
  held(paths: readonly string[]): ReadonlySet<string>;
}

/** Paths a call: far below the limit of a command line (128 KiB an argument, some MiB in all). */
const PATHS_A_CALL = 256;

/** By `chattr` and `lsattr` of e2fsprogs: Node has no ioctl. Neither follows a symbolic link. */
export const chattrFlag: ImmutableFlag = {
  change: (paths, wanted) => {
    for (const some of batchesOf(paths))
      spawnSync("chattr", [wanted ? "+i" : "-i", "--", ...some], { stdio: "ignore" });
  },
  held: (paths) => new Set(batchesOf(paths.filter((path) => !path.includes("\n"))).flatMap(listedImmutable)),
};

/** For a file system or a test that shall go without. */
export const noImmutableFlag: ImmutableFlag = { change: () => {}, held: () => new Set() };

/** One line a path: flags, a blank, the path. A path that breaks lines could speak for another one: it is not asked about, and has no flag. */
function listedImmutable(paths: readonly string[]): readonly string[] {
  const { stdout } = spawnSync("lsattr", ["-d", "--", ...paths], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const flags = new Map((stdout ?? "").split("\n").map((line) => [line.slice(line.indexOf(" ") + 1), line] as const));
  return paths.filter((path) => flags.get(path)?.split(" ")[0]?.includes("i") === true);
}

function batchesOf(paths: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(paths.length / PATHS_A_CALL);
  return Array.from({ length: count }, (_, place) => paths.slice(place * PATHS_A_CALL, (place + 1) * PATHS_A_CALL));
}
