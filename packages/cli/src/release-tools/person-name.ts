import { InvalidArgumentError } from "commander";

const NAME = /^(?=.*\S)[^\p{Cc}\p{Cs}]{1,200}$/u;

/** Of whoever does something that is recorded: one line of 1 to 200 characters, not all of them blank. */
export function personName(text: string): string {
  if (!NAME.test(text)) throw new InvalidArgumentError("expected a name of 1 to 200 characters in one line");
  return text;
}
