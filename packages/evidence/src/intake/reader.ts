import type { ByteSource } from "./byte-source.ts";
import type { IntakePorts } from "./intake-ports.ts";
import type { FileRole, IntakeMapping } from "./mapping.ts";
import type { Observation } from "./observation.ts";
import type { Intaken } from "./refusal.ts";
import type { SealedSource } from "./sealed-source.ts";

/** The files of one result, by role, as the shell opened them: each once. */
export type SourceFiles = Readonly<Partial<Record<FileRole, ByteSource>>>;

export type SealedFiles = Readonly<Partial<Record<FileRole, SealedSource>>>;

/**
 * Reads one format. MUST refuse what is not that format or speaks of another subject, model or data set, and MUST hand over an
 * observation for every record of the mapping's scorer, defects included. MUST NOT drop a record or trust an aggregate. MUST NOT keep what it
 * has handed over: files may be larger than memory. What was handed over counts only if the reader ends without a refusal.
 */
export type Reader = (
  files: SealedFiles,
  mapping: IntakeMapping,
  ports: IntakePorts,
  observe: (observation: Observation) => void,
) => Intaken<null>;
