import { integer, nullable, object, type Shaped } from "@plimsoll/foundation";
import type { ProcessRecord } from "./process-record.ts";

/**
 * Where the root of an adopted run stood before it was taken charge of. Nothing of it was started by a warden, so it
 * carries no marker, and it may share its session with a shell that is nobody's job.
 */
export const adoptedOriginShape = object({
  /** The session that the root is in without leading it: sharing it is no tie. Null where the root leads its own. */
  foreignSession: nullable(integer(0)),
  /** The process group that the root leads: whoever is in it belongs. Null where it leads none. */
  ownGroup: nullable(integer(1)),
});

export type AdoptedOrigin = Shaped<typeof adoptedOriginShape>;

export const originOfRoot = ({ pid, session, processGroup }: ProcessRecord): AdoptedOrigin => ({
  foreignSession: session === pid ? null : session,
  ownGroup: processGroup === pid ? pid : null,
});
