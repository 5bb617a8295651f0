import { err, type Result } from "@plimsoll/foundation";
import type { TokenRefusal, TokenRefusalCode } from "./token-refusal.ts";

/** The answer that a token is none here. */
export const refused = (
  code: TokenRefusalCode,
  expected: string,
  received: string,
  fix: string,
): Result<never, TokenRefusal> => err({ code, expected, received, fix });
