import { dirname, join, relative } from "node:path";

/** A mounted cgroup hierarchy as this process sees it. */
export interface CgroupHierarchy {
  readonly version: 1 | 2;
  /** Version 1: the controllers mounted here. Version 2: empty; its files say what it controls. */
  readonly controllers: readonly string[];
  readonly mountPoint: string;
  /** The directory of this process's own cgroup. */
  readonly ownDirectory: string;
}

/** Reads `proc_pid_mountinfo(5)` and `cgroups(7)`' `/proc/self/cgroup`. Hierarchies that this process is not in are left out. */
export function hierarchiesOf(mountinfo: string, selfCgroup: string): CgroupHierarchy[] {
  const memberships = selfCgroup.split("\n").flatMap(parseMembership);
  return mountinfo.split("\n").flatMap((line) => {
    const mount = parseMount(line);
    if (mount === null) return [];
    const membership = memberships.find((candidate) => belongs(candidate, mount));
    return membership === undefined ? [] : [hierarchyOf(mount, membership)];
  });
}

/** The own cgroup's directory and those above it, up to the mount: where version 2 may let us make a leaf. */
export function directoriesUpwards({ mountPoint, ownDirectory }: CgroupHierarchy): string[] {
  const directories = [ownDirectory];
  for (let directory = ownDirectory; directory !== mountPoint;) {
    directory = dirname(directory);
    directories.push(directory);
  }
  return directories;
}

interface Membership {
  readonly controllers: readonly string[];
  readonly path: string;
}

interface Mount {
  readonly root: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly options: readonly string[];
}

function parseMembership(line: string): Membership[] {
  const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
  return match === null
    ? []
    : [{ controllers: (match[1] as string).split(",").filter(Boolean), path: match[2] as string }];
}

function parseMount(line: string): Mount | null {
  const [head = "", tail = ""] = line.split(" - ");
  const [, , , root, mountPoint] = head.split(" ");
  const [type, , options = ""] = tail.split(" ");
  if (root === undefined || mountPoint === undefined || (type !== "cgroup" && type !== "cgroup2")) return null;
  return { root: unescapeOctal(root), mountPoint: unescapeOctal(mountPoint), type, options: options.split(",") };
}

const unescapeOctal = (text: string): string =>
  text.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCodePoint(Number.parseInt(octal, 8)));

const belongs = ({ controllers }: Membership, { type, options }: Mount): boolean =>
  type === "cgroup2"
    ? controllers.length === 0
    : controllers.length > 0 && controllers.every((name) => options.includes(name));

function hierarchyOf(mount: Mount, { controllers, path }: Membership): CgroupHierarchy {
  const inside = relative(mount.root, path);
  // A container may be told a path outside of what is mounted for it; then the mount itself is its cgroup.
  const ownDirectory = inside.startsWith("..") ? mount.mountPoint : join(mount.mountPoint, inside);
  return { version: mount.type === "cgroup2" ? 2 : 1, controllers, mountPoint: mount.mountPoint, ownDirectory };
}
