// Runs programs of a folder as a container would: user, read-only root, a volume and a /tmp that can be written, a network with nothing in
// it but loopback, no capability and no way to one.
import { spawnSync } from "node:child_process";

const DEVICES = ["null", "zero", "random", "urandom"];
/** Until the user is another: to get into the folder. */
const CAPABILITIES = "-all,+sys_chroot,+setuid,+setgid";

export interface ContainedImage {
  readonly folder: string;
  /** What can be written, beside /tmp. */
  readonly volume: string;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
}

/** @param script lines of a shell outside of the folder, in which `$in_image PROGRAM …` runs one inside */
export function contained(
  { folder, volume, user, env }: ContainedImage,
  script: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const lines = [
    "set -e",
    `root=${folder}`,
    'mount --bind "$root" "$root"',
    ...DEVICES.map((name) => `: > "$root/dev/${name}"; mount --bind /dev/${name} "$root/dev/${name}"`),
    'mount -t proc proc "$root/proc"',
    'mount -o remount,bind,ro "$root"',
    'mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"',
    `mount -t tmpfs -o uid=${user},gid=${user},mode=700 tmpfs "$root${volume}"`,
    "ip link set lo up",
    `in_image="/usr/bin/env -i ${variables.join(" ")} /usr/bin/setpriv --no-new-privs --bounding-set=${CAPABILITIES} --inh-caps=-all"`,
    `in_image="$in_image /usr/sbin/chroot --userspec=${user}:${user} --groups=${user} $root"`,
    script,
  ];
  const own = ["--mount", "--net", "--pid", "--fork", "--kill-child"];
  return spawnSync("unshare", [...own, "sh", "-c", lines.join("\n")], { encoding: "utf8", timeout: 180_000 });
}
