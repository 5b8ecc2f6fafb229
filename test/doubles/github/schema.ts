/** Schemas of OpenAPI 3.0 as JSON Schema, and the smallest value that one accepts. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Schema = Readonly<Record<string, unknown>>;

/** Finds what a `$ref` names. */
export type Resolve = (ref: string) => Schema;

/** A schema as JSON Schema, with everything that it refers to below `$defs`. */
export function standalone(schema: Schema, resolve: Resolve): Schema {
  const defs: Record<string, Schema> = {};
  return { ...convert(schema, follow), $defs: defs };

  function follow(ref: string): string {
    const name = ref.replace(/^#\/components\//, '').replaceAll('/', '.');
    if (!(name in defs)) {
      defs[name] = {};
      defs[name] = convert(resolve(ref), follow);
    }
    return `#/$defs/${name}`;
  }
}

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const ONE = ['items', 'additionalProperties', 'not'];
const LIST = ['allOf', 'anyOf', 'oneOf'];
const KEPT = [
  'type',
  'enum',
  'format',
  'required',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'pattern',
];

/** OpenAPI 3.0 says `nullable` where JSON Schema has the type null. */
function convert(schema: Schema, follow: (ref: string) => string): Schema {
  if (typeof schema['$ref'] === 'string') return { $ref: follow(schema['$ref']) };
  const out: Record<string, unknown> = {};
  for (const key of KEPT) if (key in schema) out[key] = schema[key];
  for (const key of ONE)
    if (key in schema)
      out[key] = typeof schema[key] === 'object' ? convert(schema[key] as Schema, follow) : schema[key];
  for (const key of LIST) if (key in schema) out[key] = (schema[key] as Schema[]).map((each) => convert(each, follow));
  if ('properties' in schema) {
    out['properties'] = Object.fromEntries(
      Object.entries(schema['properties'] as Record<string, Schema>).map(([name, each]) => [
        name,
        convert(each, follow),
      ]),
    );
  }
  return schema['nullable'] === true ? { anyOf: [{ type: 'null' }, out] } : out;
}

/** The smallest value: what is required and nothing else, null where it may be. */
export function sample(schema: Schema, resolve: Resolve): Json {
  if (typeof schema['$ref'] === 'string') return sample(resolve(schema['$ref']), resolve);
  if (schema['nullable'] === true) return null;
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as Json;
  const parts = (schema['allOf'] as Schema[] | undefined)?.map((each) => sample(each, resolve));
  if (parts !== undefined) return Object.assign({}, ...parts) as Json;
  const choice = ((schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined)?.[0];
  const own = schema['type'] === undefined && choice !== undefined ? null : plain(schema, resolve);
  if (choice === undefined) return own;
  const chosen = sample(choice, resolve);
  return own !== null && typeof own === 'object' && typeof chosen === 'object'
    ? (Object.assign({}, own, chosen) as Json)
    : (chosen ?? own);
}

function plain(schema: Schema, resolve: Resolve): Json {
  const type = Array.isArray(schema['type']) ? (schema['type'] as string[])[0] : schema['type'];
  if (type === 'string') return text(schema);
  if (type === 'integer' || type === 'number') return (schema['minimum'] as number | undefined) ?? 0;
  if (type === 'boolean') return false;
  if (type === 'array') return [];
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const required = (schema['required'] ?? []) as string[];
  return Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {}, resolve)]));
}

function text(schema: Schema): string {
  if (schema['format'] === 'date-time') return '2026-11-24T09:00:00Z';
  if (schema['format'] === 'uri') return 'https://api.github.com/x';
  if (schema['format'] === 'email') return 'jo.example@nhs.net';
  return 'x'.repeat(Math.max((schema['minLength'] as number | undefined) ?? 0, 1));
}
