import { randomUUID } from "node:crypto";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { FileKeyRing, type KeyRing, signersOf } from "@plimsoll/governor";
import { type Command, commandShape } from "@plimsoll/kernel";
import { signCommand } from "@plimsoll/ledger";
import type { SitePower } from "@plimsoll/mesh";
import { askNode, nodeFolder, type SiteAnswer, type SiteReport } from "@plimsoll/mesh/node";

export const reportOf = async (folder: string): Promise<SiteReport> =>
  (await askNode(nodeFolder(folder).control, { verb: "site.state" })) as SiteReport;

export const powerOf = async (folder: string, subject: string): Promise<SitePower> =>
  (await askNode(nodeFolder(folder).control, { verb: "site.power", subject })) as SitePower;

/** The keys of those who sign at this machine. */
export const keysOf = (folder: string): KeyRing => new FileKeyRing(nodeFolder(folder).siteKeys);

export interface Given {
  readonly body: unknown;
  /** The same again is the same command; null: a new one. */
  readonly id: string | null;
  /** Names of keys; empty for those that the kind of command needs. */
  readonly sign: readonly string[];
}

/** Signs a command with keys of the node's folder and has its site decide. Throws `KEY_UNKNOWN` for a key that is not there. */
export async function decideAt(folder: string, { body, id, sign }: Given): Promise<SiteAnswer> {
  const { log, runs } = await reportOf(folder);
  const command = commandShape.parse(body);
  const labOf = (run: string): string | null => runs.find((each) => each.run === run)?.lab ?? null;
  const names = sign.length > 0 || !command.ok ? sign : usualSigners(folder, command.value, labOf);
  const keys = keysOf(folder);
  const signing = [...new Set(names)].map((name) => {
    if (!keys.has(name)) throw keyUnknown(name, nodeFolder(folder).siteKeys);
    return keys.key(name);
  });
  const claim = { log, id: id ?? randomUUID(), body, claimedAt: systemClock.wallMs() };
  const envelope = signCommand(claim, signing);
  return (await askNode(nodeFolder(folder).control, { verb: "site.command", command: envelope })) as SiteAnswer;
}

/** A lab without a key here was never accredited here: the kernel says so. */
function usualSigners(folder: string, body: Command, labOf: (run: string) => string | null): readonly string[] {
  const keys = keysOf(folder);
  return signersOf(body, labOf).filter((name) => !name.startsWith("lab-") || keys.has(name));
}

const keyUnknown = (name: string, folder: string): PlimsollError =>
  new PlimsollError({
    code: "KEY_UNKNOWN",
    expected: `the name of a key in ${folder}`,
    received: JSON.stringify(name),
    fix: "open the site first (plimsoll mesh site open), or name another key with --sign",
  });
