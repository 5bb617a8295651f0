import type { Clock } from "@plimsoll/foundation";
import type { Timers } from "@plimsoll/governor";
import type { PageFiles } from "../http/page-route.ts";
import type { KillReport } from "../http/services.ts";
import type { MeshPort } from "../mesh/mesh-port.ts";
import type { ReleaseReading } from "../release/release-reading.ts";
import type { MeshView } from "../views/mesh-view.ts";

/** What a daemon needs of its world beside disk and network. */
export interface DaemonPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Kills a run of this machine, in a process of its own: a busy daemon must not hold up a kill. */
  readonly kill: (run: string, envelope: object) => Promise<KillReport>;
  readonly page: PageFiles;
  readonly release: ReleaseReading;
  /** The node of a mesh that runs in this process and decides for the data folder; absent: this daemon decides. */
  readonly mesh?: MeshPort;
  /** How the mesh is, where the folder's node runs beside this daemon. */
  readonly meshBeside?: () => Promise<MeshView>;
  /** Where JSON lines of the log go. */
  readonly logTo: NodeJS.WritableStream;
}
