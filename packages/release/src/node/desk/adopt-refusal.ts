import type { PolicyRefusal } from "../../evolution/adopt-policy.ts";
import type { StopRefusal } from "../../evolution/emergency-stop.ts";
import type { KeysRefusal } from "../../evolution/key-ring.ts";
import type { DeskRefusal } from "./adopt-change.ts";
import type { SafeguardsRefusal } from "./adopt-safeguards.ts";
import type { DraftRefusal } from "./override-draft.ts";
import type { EndRefusal, PublishRefusal } from "./override-publish.ts";

/** Why the desk did not do what its operator asked for. Codes are stable. */
export type OperatorRefusal =
  | PolicyRefusal
  | DeskRefusal
  | SafeguardsRefusal
  | DraftRefusal
  | PublishRefusal
  | EndRefusal
  | StopRefusal
  | KeysRefusal;
