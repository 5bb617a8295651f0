import type { Shape, ShapeFault } from "@plimsoll/foundation";

type JsonSchema = Readonly<Record<string, unknown>>;

/** A fault that says so where the field may also be null: who has nothing to say there writes that. */
export function orNull(
  shape: Pick<Shape<unknown>, "jsonSchema">,
  fault: ShapeFault,
  path: string = fault.path,
): ShapeFault {
  const schema = schemaAt(shape.jsonSchema, path.split("/").slice(1));
  const isNullable = choicesOf(schema).some(({ type }) => type === "null");
  return isNullable && !fault.expected.endsWith("or null")
    ? { ...fault, expected: `${fault.expected}, or null` }
    : fault;
}

function schemaAt(schema: JsonSchema, [step, ...rest]: readonly string[]): JsonSchema {
  if (step === undefined) return schema;
  const inner = choicesOf(schema)
    .flatMap(({ properties, items }) => [isSchema(properties) ? properties[step] : undefined, items])
    .find(isSchema);
  return inner === undefined ? {} : schemaAt(inner, rest);
}

const choicesOf = (schema: JsonSchema): readonly JsonSchema[] =>
  Array.isArray(schema["anyOf"]) ? (schema["anyOf"] as readonly JsonSchema[]) : [schema];

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
