/** One metric without labels. */
export interface MetricFamily {
  readonly kind: "counter" | "gauge";
  /** Of a counter without `_total`, which its sample has. */
  readonly name: string;
  /** One line, without a backslash or a quote. */
  readonly help: string;
  /** `null`: no sample now. */
  readonly value: number | null;
}

/** A form of the text that a scrape answers with. */
export interface Exposition {
  readonly contentType: string;
  readonly text: (families: readonly MetricFamily[]) => string;
}

/** OpenMetrics 1.0: a counter's family is named without `_total`, and the text says where it ends. */
export const OPEN_METRICS: Exposition = {
  contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  text: (families) => `${families.map((family) => familyText(family, family.name)).join("")}# EOF\n`,
};

/** The older text format of Prometheus (0.0.4), for whoever does not ask for the other. */
export const PROMETHEUS_TEXT: Exposition = {
  contentType: "text/plain; version=0.0.4; charset=utf-8",
  text: (families) => families.map((family) => familyText(family, sampleName(family))).join(""),
};

/** By what a scraper says that it takes. */
export const expositionFor = (accept: string | undefined): Exposition =>
  accept?.includes("application/openmetrics-text") === true ? OPEN_METRICS : PROMETHEUS_TEXT;

function familyText(family: MetricFamily, name: string): string {
  const { kind, help, value } = family;
  const sample = value === null ? "" : `${sampleName(family)} ${numberText(value)}\n`;
  return `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${sample}`;
}

const sampleName = ({ kind, name }: MetricFamily): string => (kind === "counter" ? `${name}_total` : name);

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}
