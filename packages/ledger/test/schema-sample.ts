/** A JSON Schema as far as those of spec/schemas go. */
export interface Schema {
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly pattern?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly [keyword: string]: unknown;
}

/**
 * One value of a schema. Of alternatives it takes the one at `choice`, else the last; lists have `choice + 1` items.
 * Digests differ from one another. Throws for a schema that it cannot serve.
 */
export function sampleOf(schema: Schema, root: Schema, choice: number): unknown {
  let drawn = 0;
  const digest = (): string => `sha256:${(drawn += 1).toString(16).padStart(64, "0")}`;

  const sample = (part: Schema): unknown => {
    if (part.$ref !== undefined) return sample(root.$defs?.[part.$ref.split("/").at(-1) ?? ""] ?? missing(part));
    if (part.const !== undefined) return part.const;
    if (part.enum !== undefined) return part.enum[Math.min(choice, part.enum.length - 1)];
    const options = part.anyOf ?? part.oneOf;
    if (options !== undefined) return sample(options[Math.min(choice, options.length - 1)] ?? missing(part));
    return typed(part);
  };

  const typed = (part: Schema): unknown => {
    if (part.type === "null") return null;
    if (part.type === "boolean") return false;
    if (part.type === "integer") return part.minimum ?? 0;
    if (part.type === "string") return textOf(part);
    if (part.type === "array") return listOf(part);
    if (part.type === "object") return objectOf(part);
    return missing(part);
  };

  const textOf = ({ pattern }: Schema): string => {
    const candidates = [digest(), "0", "name", "2026Q3"];
    return candidates.find((text) => new RegExp(pattern ?? "^name$").test(text)) ?? missing({ pattern: pattern ?? "" });
  };

  const listOf = (part: Schema): readonly unknown[] => {
    if (part.prefixItems !== undefined) return part.prefixItems.map(sample);
    const length = Math.max(choice + 1, part.minItems ?? 0);
    return Array.from({ length }, () => sample(part.items ?? missing(part)));
  };

  const objectOf = ({ properties = {}, additionalProperties }: Schema): unknown => {
    const named = Object.entries(properties).map(([name, property]) => [name, sample(property)]);
    const free = typeof additionalProperties === "object" ? [["name", sample(additionalProperties)]] : [];
    return Object.fromEntries([...named, ...free]);
  };

  return sample(schema);
}

const missing = (part: Schema): never => {
  throw new Error(`no sample of ${JSON.stringify(part)}`);
};
