import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { Dossier } from "../../dossier/dossier.ts";
import type { Action } from "../../dossier/subject.ts";
import { MANIFEST_FILE } from "../../pack/manifest.ts";
import { type DossierFiles, readDossierFolder } from "../dossier/read-dossier-folder.ts";
import { verifyPack } from "../pack/verify-pack.ts";

/** What is to be done now, and by which dossier. */
export interface Use {
  readonly subject: string;
  readonly subjectDigest: Digest;
  /** Of the dossier and of every byte that it names, as they are now. */
  readonly dossier: Digest;
  readonly action: Action;
  /** Weights of the subject: what the kernel is asked about. */
  readonly artifacts: readonly Digest[];
  /** Of the manifest of the pack at hand; null: none is, or it does not hold. */
  readonly pack: Digest | null;
}

/** The use that a dossier's folder is about, as it is now: its sources and logs are hashed anew. Throws as `readDossierFolder`. */
export function useOf(folder: string, action: Action | null, packFolder: string | null): Use {
  const { dossier, files } = readDossierFolder(folder);
  const damaged = damagedPlaces(dossier, files);
  const digest = digestOf(dossier);
  return {
    subject: dossier.subject.id,
    subjectDigest: digestOf(dossier.subject),
    dossier: damaged.length === 0 ? digest : digestOf({ dossier: digest, damaged }),
    action: action ?? dossier.action,
    artifacts: dossier.subject.artifacts,
    pack: packFolder === null ? null : packManifest(packFolder),
  };
}

/** Files whose bytes are gone, or are not those that the dossier names. */
function damagedPlaces({ sources, evaluations }: Dossier, files: DossierFiles): readonly string[] {
  const named = [
    ...sources.map(({ file, digest }) => ({ place: file, digest })),
    ...evaluations.flatMap(({ runs }) => runs.map(({ log, digest }) => ({ place: log, digest }))),
  ];
  return named.filter(({ place, digest }) => !isThere(files, place, digest)).map(({ place }) => place);
}

function isThere(files: DossierFiles, place: string, digest: Digest): boolean {
  const read = files.read(place);
  return read.ok && digestOfBytes(read.bytes) === digest;
}

function packManifest(folder: string): Digest | null {
  return verifyPack(folder).ok ? digestOfBytes(readFileSync(join(folder, MANIFEST_FILE))) : null;
}

const digestOf = (value: object): Digest => digestOfValue(value as CanonicalValue);
