import { PlimsollError, type Result } from "@plimsoll/foundation";
import type { AttestationRefusal, OciRefusal } from "@plimsoll/governor";

/** What evidence shows, or the fault that ends the command: its code is the refusal's. */
export function orRefuse<T>(result: Result<T, AttestationRefusal | OciRefusal>): T {
  if (result.ok) return result.value;
  throw new PlimsollError(result.error);
}
