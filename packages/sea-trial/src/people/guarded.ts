import { PlimsollError } from "@plimsoll/foundation";
import { RefusedError } from "@plimsoll/governor";

/**
 * Does something at a site, which may refuse it or not be able to do it now: who asked goes on, and asks again later. Anything else that
 * is thrown is a defect.
 *
 * @returns whether it was done
 */
export function guarded(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (cause) {
    if (cause instanceof PlimsollError || cause instanceof RefusedError) return false;
    throw cause;
  }
}
