import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { signingKeyFromPem } from "@plimsoll/foundation/node";
import { dataFolder } from "@plimsoll/governor";
import { FORMAT_STEPS, formatOf } from "../data-format/data-format.ts";
import { publishedPacksFolder, releaseStoreIn } from "../release/release-folder.ts";
import type { ArchiveSource } from "./archive-source.ts";
import { type LogPrefix, publishedLeaves } from "./log-prefix.ts";
import { ALLOW_LIST, isArchivePath, RELEASE_REQUIREMENT } from "./manifest.ts";

/** The logs of a site, cut before anything but the feed is read: what they name is in the folders by then. */
export interface SiteLogs {
  /** What gates were told before the ledger was cut, and so of no entry that the backup lacks; null where nothing was. */
  readonly feed: string | null;
  readonly ledger: LogPrefix;
  readonly release: LogPrefix | null;
}

/** Every file that a backup holds, without its manifest. Indexes and caches are made anew from these. */
export const siteSources = (
  data: string,
  { feed, ledger, release }: SiteLogs,
  withKeys: boolean,
): readonly ArchiveSource[] => [
  { path: "format.json", text: `${JSON.stringify({ format: Math.max(formatOf(data), FORMAT_STEPS.length) })}\n` },
  ...releaseRequirement(data),
  ...allowList(data),
  ...logSources("ledger", dataFolder(data).ledger, ledger),
  ...gateFiles(data, feed),
  ...filesIn("packs", publishedPacksFolder(data)),
  ...below(data, "evidence"),
  ...below(data, "meters"),
  ...below(data, "journals"),
  ...below(data, "orders"),
  ...below(data, "kill-orders"),
  ...below(data, "runs").filter(({ path }) => path.endsWith(".json")),
  ...(release === null ? [] : releaseSources(data, release, withKeys)),
  ...(withKeys ? [...below(data, "keys"), ...below(data, "model-signing")] : publicKeys(data)),
];

/** Whatever stands there is the requirement; a restored site without it would serve what nobody released (SVR-154). */
function releaseRequirement(data: string): readonly ArchiveSource[] {
  const file = dataFolder(data).releaseRequired;
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return [found.isFile() ? { path: RELEASE_REQUIREMENT, file } : { path: RELEASE_REQUIREMENT, text: "{}\n" }];
}

/** Without one a restored site would no longer look for compute that nobody pays for, and say nothing (G-36); one that is no list is told each time. */
function allowList(data: string): readonly ArchiveSource[] {
  const file = dataFolder(data).unpaidAllowed;
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return [found.isFile() ? { path: ALLOW_LIST, file } : { path: ALLOW_LIST, text: "null\n" }];
}

/** The feed as it was, and what else gates read as it is: a feed that is ahead of its ledger could not be published on (SVR-6). */
const gateFiles = (data: string, feed: string | null): readonly ArchiveSource[] => [
  ...below(data, "gate").filter(({ path }) => path !== FEED && !path.startsWith(`${FEED}.lock/`)),
  ...(feed === null ? [] : [{ path: FEED, text: feed }]),
];

const FEED = "gate/withdrawals.json";

const below = (data: string, name: string): readonly FileSource[] => filesIn(name, join(data, name));

type FileSource = Extract<ArchiveSource, { readonly file: string }>;

/** What a log was, as its writer would have left it behind this checkpoint. */
function logSources(name: string, folder: string, { file, bytes, cut }: LogPrefix): readonly ArchiveSource[] {
  const witnessed = publishedLeaves(folder, "checkpoint.witnessed");
  return [
    { path: `${name}/ledger.log`, file, bytes },
    { path: `${name}/checkpoint`, text: cut.checkpoint },
    { path: `${name}/ledger.pub.pem`, file: join(folder, "ledger.pub.pem") },
    { path: `${name}/ledger.vkey`, file: join(folder, "ledger.vkey") },
    ...(witnessed < 0 || witnessed > cut.leaves
      ? []
      : [{ path: `${name}/checkpoint.witnessed`, text: readFileSync(join(folder, "checkpoint.witnessed"), "utf8") }]),
  ];
}

function releaseSources(data: string, release: LogPrefix, withKeys: boolean): readonly ArchiveSource[] {
  const store = releaseStoreIn(data);
  return [
    ...logSources("release/log", join(store, "log"), release),
    ...filesIn("release/blobs", join(store, "blobs")),
    { path: "release/release.pub", file: join(store, "release.pub") },
    ...(withKeys ? [{ path: "release/key.pem", file: join(store, "key.pem") }] : []),
  ];
}

/** The public halves of all keys: who reads must know whose signatures these are, those of models too. */
function publicKeys(data: string): readonly ArchiveSource[] {
  const ofModels = below(data, "model-signing").filter(({ path }) => path === "model-signing/public.pem");
  return [...publicHalves(data), ...ofModels];
}

function publicHalves(data: string): readonly ArchiveSource[] {
  const files = below(data, "keys").filter(({ path }) => path.endsWith(".pem"));
  return files.map(({ path, file }) => {
    if (path.endsWith(".pub.pem")) return { path, file };
    const { keyId, publicKey } = signingKeyFromPem(readFileSync(file, "utf8"));
    return { path: `keys/${basename(path, ".pem")}.${keyId}.pub.pem`, text: publicKey.toPem() };
  });
}

/** Regular files below a folder, in order. Drafts of others, dot files and what is no file are no part of a site. */
function filesIn(name: string, folder: string): readonly FileSource[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && !DRAFT.test(each.name) && !each.name.startsWith("."))
    .map((each) => join(each.parentPath, each.name))
    .map((file) => ({ path: `${name}${file.slice(folder.length)}`, file }))
    .filter(({ path }) => isArchivePath(path))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

const DRAFT = /\.(tmp|draft)$/;
