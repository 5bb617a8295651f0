import type { RandomStream } from "@plimsoll/foundation";
import type { ActionId } from "../world/action.ts";

/** Blind by its type: it is given ids, and nothing that they could mean. Null where there is none to choose. */
export type Selector = (ids: readonly ActionId[]) => ActionId | null;

/** Every id is as likely as another. */
export const uniformSelector =
  (random: RandomStream): Selector =>
  (ids) =>
    ids.length === 0 ? null : ids[random.below(ids.length)]!;
