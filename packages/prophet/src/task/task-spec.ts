import { integer, type Shaped, union } from "@plimsoll/foundation";
import type { Key } from "@plimsoll/simulation";
import type { Stream } from "../stream/stream.ts";
import { laggedTask } from "./lagged-task.ts";
import { progressTask } from "./progress-task.ts";
import type { Task } from "./task.ts";

const rows = integer(1, 65_536);

export const taskShape = union("kind", {
  progress: { rows },
  lagged: { lags: integer(1, 1024), rows, window: integer(1, 65_536) },
});

export type TaskSpec = Shaped<typeof taskShape>;

export function taskOf(spec: TaskSpec, stream: Stream, replay: Key): Task {
  if (spec.kind === "progress") return progressTask(stream, spec.rows);
  return laggedTask(stream, { ...spec, key: replay });
}
