import { printable } from "../kernel-tools/printable.ts";

/** Lines of ours that hold text from files: every line break counts as ours, and nothing else in them steers a terminal. */
export const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");

/** Such lines on standard output. */
export const printText = (text: string): void => void process.stdout.write(printableLines(text));
