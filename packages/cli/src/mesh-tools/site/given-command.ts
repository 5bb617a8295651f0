import { PlimsollError } from "@plimsoll/foundation";
import { fileText } from "../../kernel-tools/input-file.ts";

/** A command that was given as JSON, or in a file. Throws `COMMAND_MALFORMED` for what is no JSON object. */
export async function commandIn(given: string): Promise<unknown> {
  const text = given.trimStart().startsWith("{") ? given : await fileText(given);
  const value = parsed(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new PlimsollError({
    code: "COMMAND_MALFORMED",
    expected: "one command as a JSON object",
    received: text.slice(0, 80),
    fix: 'give {"type":"tick","holders":[]}, for example',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
