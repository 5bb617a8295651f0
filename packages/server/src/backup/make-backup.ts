import { createHash } from "node:crypto";
import { createWriteStream, existsSync, linkSync, lstatSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";
import { type Clock, type Digest, PlimsollError } from "@plimsoll/foundation";
import { draftOf } from "@plimsoll/foundation/node";
import { dataFolder } from "@plimsoll/governor";
import { assertReadableFormat, FORMAT_STEPS, formatOf } from "../data-format/data-format.ts";
import { releaseStoreIn } from "../release/release-folder.ts";
import { type ArchiveSource, type OpenedSource, openedSource } from "./archive-source.ts";
import { backupFault, syncFolder } from "./backup-fault.ts";
import { logPrefix } from "./log-prefix.ts";
import { type LogCut, type Manifest, MANIFEST_NAME } from "./manifest.ts";
import { type SiteLogs, siteSources } from "./site-sources.ts";

/** What is copied, and whereto. */
export interface BackupAsked {
  readonly data: string;
  /** The archive's file; nothing is written over. */
  readonly to: string;
  /** Private keys, too: who has the archive can then decide for the site. */
  readonly withKeys: boolean;
}

export interface BackupPorts {
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
}

/** What was copied. */
export interface BackupReport {
  readonly file: string;
  readonly files: number;
  /** Of the contents. */
  readonly bytes: number;
  readonly ledger: LogCut;
  readonly withKeys: boolean;
}

/**
 * Writes one archive (tar) of a site's data folder, while others write there: the ledger up to one checkpoint, and everything that
 * cannot be made of it. The file appears when all of it is durable, for its owner alone (0600).
 *
 * Throws `BACKUP_EXISTS`, `SITE_NOT_FOUND`, `DATA_TOO_NEW`, `BACKUP_MESH_KEYS`, `LEDGER_DAMAGED`, `DISK_FULL`, `BACKUP_FAILED`.
 */
export async function makeBackup(asked: BackupAsked, ports: BackupPorts): Promise<BackupReport> {
  assertAsked(asked);
  const logs = await siteLogs(asked.data, ports.wait);
  const draft = draftOf(asked.to);
  try {
    const { files } = await writeArchive(draft, asked, logs, ports.clock);
    appear(draft, asked.to);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { file: asked.to, files: files.length, bytes, ledger: logs.ledger.cut, withKeys: asked.withKeys };
  } catch (cause) {
    throw backupFault(cause, asked.to);
  } finally {
    rmSync(draft, { force: true });
  }
}

function assertAsked({ data, to, withKeys }: BackupAsked): void {
  if (existsSync(to)) throw backupExists(to);
  if (!existsSync(dataFolder(data).ledger)) throw siteNotFound(data);
  assertReadableFormat(data);
  if (withKeys && existsSync(dataFolder(data).meshSites)) throw keysOfNode(data);
}

async function siteLogs(data: string, wait: BackupPorts["wait"]): Promise<SiteLogs> {
  const feed = feedNow(data);
  const ledger = await logPrefix(dataFolder(data).ledger, wait);
  const log = join(releaseStoreIn(data), "log");
  return { feed, ledger, release: existsSync(join(log, "ledger.log")) ? await logPrefix(log, wait) : null };
}

/** Whoever publishes gives the file its name when it is whole, and never takes it away. */
function feedNow(data: string): string | null {
  const file = dataFolder(data).withdrawals;
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, "utf8") : null;
}

async function writeArchive(draft: string, asked: BackupAsked, logs: SiteLogs, clock: Clock): Promise<Manifest> {
  const archive = pack();
  const written = pipeline(archive, createWriteStream(draft, { flags: "wx", mode: 0o600, flush: true }));
  const filled = fill(archive, asked, logs, clock);
  try {
    // A disk that fails ends the archive, and whoever fills it would wait for ever.
    const manifest = await Promise.race([filled, written.then(neverBefore)]);
    archive.finalize();
    await written;
    return manifest;
  } catch (cause) {
    archive.destroy();
    await written.catch(() => {});
    filled.catch(() => {});
    throw cause;
  }
}

/** Only an archive that was finalized is written to its end. */
const neverBefore = (): never => {
  throw new Error("the archive ended before it was filled");
};

async function fill(archive: Pack, { data, withKeys }: BackupAsked, logs: SiteLogs, clock: Clock): Promise<Manifest> {
  const files: Manifest["files"][number][] = [];
  for (const source of siteSources(data, logs, withKeys)) {
    const opened = openedSource(source);
    if (opened === null) assertOptional(source);
    else files.push({ path: opened.path, bytes: opened.size, digest: await add(archive, opened) });
  }
  const manifest: Manifest = {
    format: "plimsoll backup 1",
    dataFormat: Math.max(formatOf(data), FORMAT_STEPS.length),
    madeAt: clock.wallMs(),
    withKeys,
    ledger: logs.ledger.cut,
    release: logs.release?.cut ?? null,
    files,
  };
  await add(archive, openedSource({ path: MANIFEST_NAME, text: `${JSON.stringify(manifest)}\n` }) as OpenedSource);
  return manifest;
}

/** One file, hashed on its way. */
async function add(archive: Pack, { path, size, stream }: OpenedSource): Promise<Digest> {
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform: (part: Buffer, _encoding, done) => {
      hash.update(part);
      done(null, part);
    },
  });
  const entry = archive.entry({ name: path, size, mode: 0o600, mtime: new Date(0) });
  await pipeline(stream, hashing, entry);
  return `sha256:${hash.digest("hex")}`;
}

/** What is gone meanwhile was taken back by its owner; a log or a key without its file is no backup. */
function assertOptional({ path }: ArchiveSource): void {
  if (!/^(ledger\/|release\/log\/|release\/[^/]+$|release-required\.json$|keys\/)/.test(path)) return;
  throw new PlimsollError({
    code: "BACKUP_FAILED",
    expected: `the file ${path} of the data folder`,
    received: "none, or a link",
    fix: "look at the folder: plimsoll ledger fsck",
  });
}

/** Under its name at once, and never over another file. */
function appear(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST" || existsSync(file)) throw backupExists(file);
    if (!LINKLESS.has(code)) throw cause;
    renameSync(draft, file);
  }
  syncFolder(dirname(file));
}

/** What file systems without hard links say. */
const LINKLESS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

const backupExists = (file: string): PlimsollError =>
  new PlimsollError({
    code: "BACKUP_EXISTS",
    expected: "a name that no file has",
    received: `"${file}"`,
    fix: "give another name with --to: a backup is never written over",
  });

const siteNotFound = (data: string): PlimsollError =>
  new PlimsollError({
    code: "SITE_NOT_FOUND",
    expected: "a data folder with a site",
    received: `"${data}"`,
    fix: "name it with --data",
  });

const keysOfNode = (data: string): PlimsollError =>
  new PlimsollError({
    code: "BACKUP_MESH_KEYS",
    expected: "a backup without keys of the node of a mesh",
    received: `--with-keys for "${data}"`,
    fix: "leave --with-keys out; a lost node is replaced by the others: plimsoll mesh recover",
  });
