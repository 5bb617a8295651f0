import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { digestOf } from "@plimsoll/foundation";
import { encodeGenesis, type Genesis } from "@plimsoll/mesh";
import { LEDGER_KEY } from "../site/story-site.ts";
import { SECOND_LOG, type Story } from "../story.ts";
import { copyLog } from "./public-log.ts";

/** What the auditor gets: files, and by what to judge them. A real auditor has the keys from elsewhere. */
export interface AuditorFolder {
  readonly ledger: string;
  /** A copy of the first ledger, from before its disk was lost. */
  readonly before: string;
  readonly releases: string;
  readonly mesh: string;
  readonly pack: string;
  readonly tampered: string;
  readonly keys: Readonly<Record<"ledger" | "before" | "releases", string>>;
  /** The mesh's id, which is the SHA-256 of its genesis. */
  readonly meshId: string;
}

/** What the auditor notes while the first ledger is there: its key, and which mesh holds it. */
export function noteBeforeTheLoss(story: Story, genesis: Genesis): void {
  const { keys, meshId } = auditorFolder(story);
  mkdirSync(dirname(keys.before), { recursive: true });
  writeFileSync(keys.before, story.site.keys.key(LEDGER_KEY).publicKey.toPem());
  writeFileSync(meshId, `${digestOf(encodeGenesis(genesis)).replace("sha256:", "")}\n`);
}

/** Copies what is public; the copy from before the loss, the events of the mesh and the pack lie there already. */
export function fillAuditorFolder(story: Story): AuditorFolder {
  const folder = auditorFolder(story);
  copyLog(story.path(SECOND_LOG, "ledger"), folder.ledger);
  copyLog(story.path(SECOND_LOG, "ledger"), folder.tampered);
  copyLog(story.path("release", "log"), folder.releases);
  writeFileSync(folder.keys.ledger, story.site.keys.key(LEDGER_KEY).publicKey.toPem());
  writeFileSync(folder.keys.releases, story.site.keys.key("release").publicKey.toPem());
  return folder;
}

export function auditorFolder(story: Story): AuditorFolder {
  const at = (...names: readonly string[]): string => story.path("auditor", ...names);
  return {
    ledger: at("ledger"),
    before: at("before-the-loss"),
    releases: at("releases"),
    mesh: at("mesh"),
    pack: at("pack"),
    tampered: at("tampered"),
    keys: {
      ledger: at("keys", "ledger.pub.pem"),
      before: at("keys", "before.pub.pem"),
      releases: at("keys", "releases.pub.pem"),
    },
    meshId: at("keys", "mesh.id"),
  };
}
