import { join } from "node:path";
import { publishedPackages, ROOT } from "../workspace.ts";

export interface DoorSource {
  /** As it is imported. */
  readonly door: string;
  /** The file of its source. */
  readonly file: string;
}

/** Every door of every published package, and the source behind it. */
export const doorSources = (): readonly DoorSource[] =>
  publishedPackages().flatMap(({ folder, manifest: { name, exports = {} } }) =>
    Object.entries(exports).map(([door, targets]) => ({
      door: `${name}${door.slice(1)}`,
      file: join(ROOT, folder, targets["@plimsoll/source"] ?? ""),
    })),
  );
