import { real, type Shaped, union } from "@plimsoll/foundation";
import { clipScale } from "../engine/gradient-norm.ts";
import { type ZClipState, zClipped } from "../engine/z-clip.ts";

/** How gradients that are too long are shortened. */
export const clipShape = union("kind", {
  /** To a length. */
  norm: { max: real(1e-6, 1e12) },
  /** Where the length stands out from those before it (ZClip). */
  z: {},
});

export type ClipSpec = Shaped<typeof clipShape>;

/** What a gradient of this length is multiplied with, and what is known of lengths after it. */
export const clipped = (
  spec: ClipSpec,
  state: ZClipState,
  norm: number,
): { readonly state: ZClipState; readonly scale: number } =>
  spec.kind === "z" ? zClipped(state, norm) : { state, scale: clipScale(norm, spec.max) };
