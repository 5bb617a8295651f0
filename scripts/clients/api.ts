/** A JSON Schema, or a part of one, as far as ours go. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly const?: string | number | boolean | null;
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** What a client has to know of a parameter. */
export interface Field {
  readonly name: string;
  readonly description: string;
  /** Digits alone: callers give a number. */
  readonly isNumber: boolean;
  /** Its slashes are the path's own. */
  readonly isPath: boolean;
}

/** How an answer is read: JSON of a named schema, JSON of any kind, text, or bytes. */
export type AnswerForm =
  | { readonly form: "json"; readonly schema: string | null }
  | { readonly form: "text" }
  | { readonly form: "bytes" };

/** One operation of the API, as a client's generator needs it. */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  readonly pathFields: readonly Field[];
  readonly queryFields: readonly Field[];
  /** Schema of the body; null without one. */
  readonly body: string | null;
  /** Statuses that bring the answer; every other one is a problem. */
  readonly statuses: readonly number[];
  readonly answer: AnswerForm;
  /** The query field by which the next page is asked for; null where there are no pages. */
  readonly pagedBy: Field | null;
}

export interface Api {
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly operations: readonly Operation[];
}

interface DocumentParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly description: string;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface DocumentOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly DocumentParameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What the document says (OpenAPI 3.1), but for streams, which no generator can make. */
export function apiOf(document: object): Api {
  const { paths, components } = document as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(method, path, operation, components.schemas)),
  );
  return { schemas: components.schemas, operations: operations.filter((each) => each !== null) };
}

function operationOf(
  method: string,
  path: string,
  { operationId, summary, parameters = [], requestBody, responses }: DocumentOperation,
  schemas: Api["schemas"],
): Operation | null {
  const [media, content] = Object.entries(responses["200"]?.content ?? {})[0] ?? ["", undefined];
  if (media === "text/event-stream" || content === undefined) return null;
  const fieldsIn = (place: string): readonly Field[] => parameters.filter((each) => each.in === place).map(fieldOf);
  const answer = formOf(media, content.schema);
  const queryFields = fieldsIn("query");
  return {
    id: operationId,
    method: method === "post" ? "POST" : "GET",
    path,
    summary,
    pathFields: fieldsIn("path"),
    queryFields,
    body: requestBody === undefined ? null : nameOf(requestBody.content["application/json"]?.schema ?? {}),
    statuses: Object.entries(responses)
      .filter(([, { content: given }]) => Object.hasOwn(given, media))
      .map(([status]) => Number(status)),
    answer,
    pagedBy: pagedBy(answer, queryFields, schemas),
  };
}

const fieldOf = ({ name, description, schema: { pattern = "" } }: DocumentParameter): Field => ({
  name,
  description,
  isNumber: DIGITS.test(pattern),
  isPath: pattern.includes("/"),
});
const DIGITS = /^\^(?:\(\?:)?\[0-9\]\{[0-9]+,[0-9]+\}\)?\$$/;

function formOf(media: string, schema: Schema): AnswerForm {
  if (media.endsWith("json")) return { form: "json", schema: schema.$ref === undefined ? null : nameOf(schema) };
  return schema.type === "string" ? { form: "text" } : { form: "bytes" };
}

/** A list with `next` names its next page by a cursor, or by the index at which it begins. */
function pagedBy(answer: AnswerForm, query: readonly Field[], schemas: Api["schemas"]): Field | null {
  if (answer.form !== "json" || answer.schema === null) return null;
  const { properties = {} } = resolved(answer.schema, schemas);
  if (properties["next"] === undefined || properties["items"] === undefined) return null;
  return query.find(({ name }) => name === "cursor" || name === "from") ?? null;
}

/** The name of the schema that a reference points to. */
export const nameOf = ({ $ref = "" }: Schema): string => $ref.split("/").at(-1) ?? "";

/** The name behind names that only refer to another. */
export function ownName(name: string, schemas: Api["schemas"]): string {
  const schema = schemas[name];
  return schema?.$ref === undefined ? name : ownName(nameOf(schema), schemas);
}

const resolved = (name: string, schemas: Api["schemas"]): Schema => schemas[ownName(name, schemas)] ?? {};

/** Schemas by the names that are their own. */
export const ownSchemas = ({ schemas }: Pick<Api, "schemas">): readonly (readonly [string, Schema])[] =>
  Object.entries(schemas).filter(([, { $ref }]) => $ref === undefined);

/** The bodies of commands by the names that their types get: `run.start` is `RunStart`. */
export const commandsOf = ({ oneOf = [] }: Schema): readonly (readonly [string, Schema])[] =>
  oneOf.map((schema) => [`${pascal(schema.title ?? "")}Command`, schema]);

export const pascal = (words: string): string =>
  words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("");

export const camel = (words: string): string => {
  const name = pascal(words);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
};

/** The name of what asks for all pages of a list: `list-runs` is `all-runs`. */
export const pagesName = (id: string): string => id.replace(/^list-/, "all-");

/** Schemas that stand for the same thing wherever they are written out, by their text. */
export const sharedNames = ({ schemas }: Api): ReadonlyMap<string, string> =>
  new Map(SHARED.map((name) => [shapeText(schemas[name] ?? {}), name]));
const SHARED: readonly string[] = ["Digest", "Policy"];

/** Without what is only said about it. */
export const shapeText = (schema: Schema): string =>
  JSON.stringify(schema, (key, value: unknown) => (key === "description" || key === "title" ? undefined : value));
