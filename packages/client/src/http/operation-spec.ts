/** How an operation is asked and how its answer is read. */
export interface OperationSpec {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Fields of the path whose slashes are the path's own. */
  readonly slashed: readonly string[];
  readonly query: readonly string[];
  /** Statuses that bring the answer; every other one is a problem. */
  readonly statuses: readonly number[];
  readonly answer: "json" | "text" | "bytes";
}
