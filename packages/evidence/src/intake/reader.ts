import type { FileRole, IntakeMapping } from "./mapping.ts";
import type { Observation } from "./observation.ts";
import type { Intaken } from "./refusal.ts";

/** The bytes of one result, by role. */
export type SourceFiles = Readonly<Partial<Record<FileRole, Uint8Array>>>;

/** What the shell lends to a pure reader. */
export interface IntakePorts {
  /**
   * Unpacks raw deflate (8) or Zstandard frames (93) of a ZIP entry. MUST throw for damaged bytes and for more than
   * `lengthMax` bytes of output.
   */
  readonly decompress: (method: 8 | 93, bytes: Uint8Array, lengthMax: number) => Uint8Array;
}

/**
 * Reads one format. MUST refuse what is not that format or speaks of another subject, model or data set, and MUST give an
 * observation for every record of the mapping's scorer, defects included. MUST NOT drop a record or trust an aggregate.
 */
export type Reader = (files: SourceFiles, mapping: IntakeMapping, ports: IntakePorts) => Intaken<Iterable<Observation>>;
