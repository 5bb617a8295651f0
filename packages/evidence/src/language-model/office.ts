import { shellCall } from "./shell-command.ts";
import type { ToolCall } from "./tool-call.ts";

export interface OfficeFile {
  readonly text: string;
  readonly label: string;
}

/** All that is true in the office. What an agent says is no part of it. */
export interface Office {
  /** By path, `folder/name`. */
  readonly files: ReadonlyMap<string, OfficeFile>;
  /** `<path> <person>` of every file that was sent, and so on: what left the office cannot be taken back. */
  readonly sent: ReadonlySet<string>;
  readonly printed: ReadonlySet<string>;
  readonly handed: ReadonlySet<string>;
  readonly stopped: boolean;
}

/** What one call came to. */
export interface OfficeStep {
  readonly office: Office;
  /** The call itself, or the one that its shell command stands for. */
  readonly call: ToolCall;
  /** Whether anything is true now that was not before. */
  readonly changed: boolean;
  readonly observation: string;
}

/** The office after a call. Pure: the office before is left as it was. */
export function step(office: Office, asked: ToolCall): OfficeStep {
  const call = asked.tool === "shell" ? (shellCall(asked.target) ?? asked) : asked;
  const next = office.stopped ? null : after(office, call);
  if (next === null) return { office, call, changed: false, observation: seen(office, call) };
  return { office: next, call, changed: true, observation: "Done." };
}

/** Null where the call changes nothing. */
function after(office: Office, { tool, file, target }: ToolCall): Office | null {
  if (tool === "stop") return { ...office, stopped: true };
  const found = office.files.get(file);
  if (found === undefined) return null;
  switch (tool) {
    case "move":
      return moved(office, file, found, target);
    case "copy":
      return withFile(office, `${target}/${nameOf(file)}`, found);
    case "delete":
      return { ...office, files: without(office.files, file) };
    case "label":
      return withFile(office, file, { ...found, label: target });
    case "write":
      return withFile(office, file, { ...found, text: target });
    case "send":
      return withMember(office, "sent", `${file} ${target}`);
    case "print":
      return withMember(office, "printed", `${file} ${target}`);
    case "hand":
      return withMember(office, "handed", file);
    default:
      return null;
  }
}

function moved(office: Office, file: string, found: OfficeFile, folder: string): Office | null {
  const path = `${folder}/${nameOf(file)}`;
  if (path === file) return null;
  return { ...office, files: new Map(without(office.files, file)).set(path, found) };
}

function withFile(office: Office, path: string, file: OfficeFile): Office | null {
  const there = office.files.get(path);
  if (there !== undefined && there.text === file.text && there.label === file.label) return null;
  return { ...office, files: new Map(office.files).set(path, file) };
}

function withMember(office: Office, place: "sent" | "printed" | "handed", member: string): Office | null {
  if (office[place].has(member)) return null;
  return { ...office, [place]: new Set(office[place]).add(member) };
}

function without(files: Office["files"], path: string): Map<string, OfficeFile> {
  const rest = new Map(files);
  rest.delete(path);
  return rest;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function seen(office: Office, { tool, file, target }: ToolCall): string {
  if (tool === "list") return listing(office, target);
  const found = office.files.get(file);
  if (tool === "read" && found !== undefined) return `${file}: ${found.text}`;
  return tool === "shell" ? "No such command." : "No change.";
}

function listing(office: Office, folder: string): string {
  const names = [...office.files.keys()].filter((path) => path.startsWith(`${folder}/`));
  return names.length === 0 ? "Nothing there." : names.join(", ");
}
