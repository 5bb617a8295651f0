import type { Checkpoint } from "../note/checkpoint.ts";
import { base64 } from "../note/base64.ts";

/** What a hook gets: the signed note, and its three lines apart for programs that do not read notes. */
export interface HookRequest {
  readonly type: "plimsoll.checkpoint";
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  /** Base64 of the 32 bytes. */
  readonly root: string;
  /** The signed note, verbatim: all that the receiver has to keep. */
  readonly checkpoint: string;
}

export const hookRequest = (checkpoint: string, { origin, size, root }: Checkpoint): HookRequest => ({
  type: "plimsoll.checkpoint",
  origin,
  size,
  root: base64(root),
  checkpoint,
});
