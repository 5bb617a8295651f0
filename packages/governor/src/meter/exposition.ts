import { meterFault } from "./meter-fault.ts";

/** One series of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** As written: a number that is read exactly needs its digits. */
  readonly value: string;
  /** Ms since 1970, where the exporter says so. */
  readonly timestampMs: number | null;
}

/** A scrape, read as a whole or refused as a whole. */
export interface Exposition {
  readonly samples: readonly Sample[];
  /** What kind of metric a name is, by its `# TYPE` line. */
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
}

const LINES_MAX = 200_000;
const LABELS_MAX = 64;
const META = /^# (HELP|TYPE) ([A-Za-z_:][\w:]*)(?: (.*))?$/;
const NAME = /[A-Za-z_:][\w:]*/y;
const LABEL = /\s*([A-Za-z_]\w*)\s*=\s*"((?:[^"\\\n]|\\[\\n"])*)"\s*(,|(?=\}))/y;
const REST = /^[ \t]+(\S+)(?:[ \t]+(-?\d{1,15}))?[ \t]*$/;
const TYPES: ReadonlySet<string> = new Set(["counter", "gauge", "histogram", "summary", "untyped"]);

/**
 * Reads the text format of Prometheus 0.0.4 strictly: a line that is not understood, a series or a TYPE line that comes twice
 * refuses the scrape (`METER_MALFORMED`), for what is skipped is energy that is not counted.
 */
export function parseExposition(text: string): Exposition {
  const lines = text.split("\n");
  if (lines.length > LINES_MAX) throw malformed(`at most ${LINES_MAX} lines`, `${lines.length}`);
  const types = new Map<string, string>();
  const helps = new Map<string, string>();
  const samples = new Map<string, Sample>();
  for (const line of lines.map(withoutReturn)) {
    if (line.startsWith("#")) takeMeta(line, types, helps);
    else if (line.trim() !== "") takeSample(line, samples);
  }
  return { samples: [...samples.values()], types, helps };
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);

function takeMeta(line: string, types: Map<string, string>, helps: Map<string, string>): void {
  const [, keyword, name, rest = ""] = META.exec(line) ?? [];
  if (keyword === undefined || name === undefined) return;
  if (keyword === "HELP") helps.set(name, rest);
  else if (!TYPES.has(rest.trim()) || types.has(name))
    throw malformed("one TYPE line for each metric, of a known type", line);
  else types.set(name, rest.trim());
}

function takeSample(line: string, samples: Map<string, Sample>): void {
  const sample = parseSample(line);
  const key = seriesName(sample);
  if (samples.has(key)) throw malformed("each series once", `${key} twice`);
  samples.set(key, sample);
}

function parseSample(line: string): Sample {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw malformed("a metric's name", line);
  const { labels, end } = parseLabels(line, name.length);
  const [, value, timestamp] = REST.exec(line.slice(end)) ?? [];
  if (value === undefined) throw malformed("a value, and perhaps a timestamp", line);
  return { name, labels, value, timestampMs: timestamp === undefined ? null : Number(timestamp) };
}

function parseLabels(line: string, from: number): { readonly labels: Map<string, string>; readonly end: number } {
  const labels = new Map<string, string>();
  if (line[from] !== "{") return { labels, end: from };
  LABEL.lastIndex = from + 1;
  for (let place = from + 1; labels.size <= LABELS_MAX; place = LABEL.lastIndex) {
    if (line[place] === "}") return { labels, end: place + 1 };
    LABEL.lastIndex = place;
    const [, name, value] = LABEL.exec(line) ?? [];
    if (name === undefined || value === undefined || labels.has(name)) break;
    labels.set(name, unescaped(value));
  }
  throw malformed("labels, each once, with escaped values", line);
}

const unescaped = (value: string): string =>
  value.replaceAll(/\\([\\n"])/g, (_, sign: string) => (sign === "n" ? "\n" : sign));

/** Name and labels, in the order of the labels' names. */
export function seriesName({ name, labels }: Pick<Sample, "name" | "labels">): string {
  const sorted = [...labels].sort(([left], [right]) => (left < right ? -1 : 1));
  return `${name}{${sorted.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(",")}}`;
}

const malformed = (expected: string, received: string) =>
  meterFault("METER_MALFORMED", `${expected} (Prometheus text format 0.0.4)`, JSON.stringify(received.slice(0, 120)));
