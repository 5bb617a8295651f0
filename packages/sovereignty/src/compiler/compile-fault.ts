/** Why JCOMP-4.3 refused. It never mends, guesses or approximates: what is refused is lost (seed §4.2). */
export type CompileStatus = "PARSE_ERROR" | "SCHEMA_ERROR" | "REFERENCE_ERROR";

export interface CompileFault {
  readonly status: CompileStatus;
  /** Where in the artefact, as a JSON pointer. */
  readonly path: string;
  readonly expected: string;
}

export const compileFault = (status: CompileStatus, path: string, expected: string): CompileFault => ({
  status,
  path,
  expected,
});
