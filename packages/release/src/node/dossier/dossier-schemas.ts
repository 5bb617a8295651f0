import { LIST_PARTS, OBJECT_PARTS, lockShape } from "./dossier-parts.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of each file of a dossier, by the name of its own file: so that editors complete and mark as one types. */
export function dossierSchemas(): Readonly<Record<string, JsonSchema>> {
  const objects = Object.entries(OBJECT_PARTS).map(([name, { shape, title }]) =>
    named(name, title, { ...shape.jsonSchema }),
  );
  const lists = Object.entries(LIST_PARTS).map(([name, { item, itemsMax, title }]) =>
    named(name, title, { type: "array", items: item.jsonSchema, maxItems: itemsMax }),
  );
  const lock = named("sources-lock", "Digests of the sources, as sealed", { ...lockShape.jsonSchema });
  return Object.fromEntries([...objects, ...lists, lock]);
}

const named = (name: string, title: string, schema: JsonSchema): readonly [string, JsonSchema] => [
  `${name}.schema.json`,
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:plimsoll:schema:release:${name}`,
    title,
    description: `The file ${name} of a release dossier (docs/guides/dossier.md).`,
    ...schema,
  },
];
