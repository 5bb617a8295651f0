import {
  type CanonicalValue,
  type Digest,
  digest,
  digestOf,
  digestOfValue,
  list,
  matching,
  object,
  oneOf,
  type Shape,
  utf8,
} from "@plimsoll/foundation";
import { COMPILER, FROZEN_ARTEFACTS, type FrozenArtefact, modulesOf } from "./frozen-artefact.ts";

/** What modules are loaded from: the sources of a checkout, or what was built of them. Their texts differ, and so do their digests. */
export type SourceForm = "source" | "built";

/** The texts of the very modules that a program has loaded. The core cannot read them: the shell does. */
export interface ModuleTexts {
  readonly form: SourceForm;
  /** Names without their ending, such as `world/rank`; those of the foundation begin with `foundation/`. */
  readonly modules: readonly string[];
  readonly readSource: (module: string) => string;
}

export interface FrozenModule {
  readonly file: string;
  readonly digest: Digest;
}

export interface ArtefactRecord {
  readonly name: string;
  /** Of the list of its modules with their digests. */
  readonly digest: Digest;
  readonly files: readonly FrozenModule[];
}

/** Stage 1 of seed §14: what was frozen, before anything ran. */
export interface FreezeRecord {
  readonly format: typeof FREEZE_FORMAT;
  readonly profile: "clean";
  readonly form: SourceForm;
  readonly artefacts: readonly ArtefactRecord[];
  /** Of all of the above: every later record carries it. */
  readonly freezeDigest: Digest;
}

const FREEZE_FORMAT = "plimsoll-sovereignty-freeze-1";

/** Freezes what is loaded now. */
export function freezeRecord(texts: ModuleTexts): FreezeRecord {
  const artefacts = FROZEN_ARTEFACTS.map((artefact) => artefactRecord(artefact, texts));
  const frozen = { format: FREEZE_FORMAT, profile: "clean", form: texts.form, artefacts } as const;
  return { ...frozen, freezeDigest: digestOfFreeze(frozen) };
}

/** The digest that a record must carry. */
export const digestOfFreeze = ({ format, profile, form, artefacts }: Omit<FreezeRecord, "freezeDigest">): Digest =>
  digestOfValue({ format, profile, form, artefacts } as unknown as CanonicalValue);

/** Identity of the compiler: the one that the gate is set up with, and that the agent is built with (R8). */
export const compilerDigestOf = ({ artefacts }: FreezeRecord): Digest =>
  artefacts.find(({ name }) => name === COMPILER)!.digest;

function artefactRecord(artefact: FrozenArtefact, texts: ModuleTexts): ArtefactRecord {
  const files = modulesOf(artefact, texts.modules).map((file) => ({ file, digest: digestOfText(texts, file) }));
  return { name: artefact.name, digest: digestOfValue(files), files };
}

/** Line ends are those of whoever checked the sources out: they are no part of what was frozen. */
const digestOfText = ({ readSource }: ModuleTexts, file: string): Digest =>
  digestOf(utf8(readSource(file).replaceAll("\r\n", "\n")));

const FILES_MAX = 1_000;
const NAME = matching("a name of at most 100 characters", /^[^\p{Cc}]{1,100}$/u);

/** A freeze record as somebody hands it in. Whether it is true of what is loaded is for `freezeMismatch` to say. */
export const freezeRecordShape: Shape<FreezeRecord> = object({
  format: oneOf(FREEZE_FORMAT),
  profile: oneOf("clean"),
  form: oneOf("source", "built"),
  artefacts: list(object({ name: NAME, digest, files: list(object({ file: NAME, digest }), FILES_MAX) }), FILES_MAX),
  freezeDigest: digest,
});
