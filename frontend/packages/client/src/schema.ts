/**
 * Validates and transforms the data of one event type: a function that returns the data or throws,
 * or a schema of a library that implements Standard Schema (Zod, Valibot, ArkType, …).
 */
export type Schema<Data = unknown> = ((data: unknown) => Data) | StandardSchema<Data>;

/** Schemas by event type. */
export type SchemaMap = Readonly<Record<string, Schema>>;

/** The event map of schemas: each type with the data that its schema returns. */
export type EventsOf<Schemas extends SchemaMap> = {
  [Type in keyof Schemas]: Schemas[Type] extends StandardSchema<infer Data>
    ? Data
    : Schemas[Type] extends (data: unknown) => infer Data
      ? Data
      : never;
};

/**
 * The part of the Standard Schema interface that the client uses.
 * @see https://standardschema.dev
 */
export interface StandardSchema<Output> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One error in an event's data. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The schema rejected the data of an event. The event is not delivered. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  declare readonly type: string;
  declare readonly issues: readonly SchemaIssue[];

  constructor(type: string, issues: readonly SchemaIssue[], cause?: unknown) {
    super(`${type}: ${issues.map(({ message }) => message).join("; ")}`, { cause });
    this.type = type;
    this.issues = issues;
  }
}

/** @throws {SchemaError} when the data is invalid */
export function applySchema<Data>(schema: Schema<Data>, type: string, data: unknown): Data {
  // A Standard Schema may be a function, too, which then returns its errors instead of throwing.
  const standard = (schema as Partial<StandardSchema<Data>>)["~standard"];
  if (!standard) {
    try {
      return (schema as (data: unknown) => Data)(data);
    } catch (error) {
      throw new SchemaError(type, [{ message: String(error) }], error);
    }
  }
  const result = standard.validate(data);
  if (result instanceof Promise) {
    // An asynchronous check would reorder events.
    throw new SchemaError(type, [{ message: "The schema is asynchronous" }]);
  }
  if (result.issues) throw new SchemaError(type, result.issues);
  return result.value;
}
